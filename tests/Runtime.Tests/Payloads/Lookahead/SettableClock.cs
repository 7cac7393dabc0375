namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A clock whose timers fire when a test says so.</summary>
internal sealed class SettableClock : TimeProvider
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SetTimer> _timers = [];

    /// <summary>Whether anybody waits for a timer yet.</summary>
    public Task Waiting => _waiting.Task;

    /// <summary>How many timers there have been.</summary>
    public int Timers
    {
        get
        {
            lock (_timers)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Lets all timers fire, disposed or not: a real one may be about to when it is disposed.</summary>
    public void Fire()
    {
        SetTimer[] timers;
        lock (_timers)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SetTimer(callback, state);
        lock (_timers)
        {
            _timers.Add(timer);
        }

        _waiting.TrySetResult();
        return timer;
    }

    private sealed class SetTimer(TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}

using TracedLlm.Testing.Waiting;

namespace TracedLlm.Tests.Gateways;

/// <summary>A clock that stands still, and whose timers fire when a test says so.</summary>
internal sealed class SettableClock : TimeProvider
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SetTimer> _timers = [];
    private int _reads;

    /// <summary>Whether anybody waits for a timer yet.</summary>
    public Task Waiting => _waiting.Task;

    /// <summary>How often the time was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

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

    /// <summary>Lets all timers fire, those too that are started meanwhile, until <paramref name="work"/> has ended.</summary>
    public async Task<T> FireUntilEndAsync<T>(Task<T> work)
    {
        await Eventually.BecomesTrueAsync(() =>
        {
            Fire();
            return work.IsCompleted;
        });
        return await work;
    }

    public override long GetTimestamp()
    {
        Interlocked.Increment(ref _reads);
        return 0;
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

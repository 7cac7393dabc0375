namespace TracedLlm.Export.Tests.Spool;

/// <summary>A clock that stands still until a test lets time pass; every timer fires then, once.</summary>
internal sealed class SpoolClock : TimeProvider
{
    private readonly List<SetTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Lets time pass without any timer noticing.</summary>
    public void Pass(TimeSpan time) => _now += time;

    /// <summary>Lets time pass, and all timers fire at its end.</summary>
    public void Advance(TimeSpan time)
    {
        Pass(time);
        foreach (var timer in _timers.ToArray())
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SetTimer(this, callback, state);
        _timers.Add(timer);
        return timer;
    }

    private sealed class SetTimer(SpoolClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}

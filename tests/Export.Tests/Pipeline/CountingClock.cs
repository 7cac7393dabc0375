namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>Counts how often timers of another clock are set: a worker sets one for each sleep, and for each change of its time.</summary>
internal sealed class CountingClock(ManualClock clock) : TimeProvider
{
    private int _changes;

    /// <summary>How often a timer was set.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new CountedTimer(this, clock.CreateTimer(callback, state, dueTime, period));

    private sealed class CountedTimer(CountingClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // Before the change: a test that has seen the timer sees the count.
            Interlocked.Increment(ref clock._changes);
            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

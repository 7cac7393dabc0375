namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A clock that stands still unless a test moves it. Its timers are those of the system, so that waits end, except one that a test holds.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _ticks;
    private long _correction;
    private HeldTimer? _held;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp() + Interlocked.Read(ref _correction));

    public void Advance(double seconds) => Interlocked.Add(ref _ticks, (long)(seconds * TimeSpan.TicksPerSecond));

    /// <summary>Sets the time of day, not the timestamps.</summary>
    public void SetBack(double seconds) => Interlocked.Add(ref _correction, -(long)(seconds * TimeSpan.TicksPerSecond));

    /// <summary>Holds the next timer with this time.</summary>
    public HeldTimer Hold(TimeSpan due) => _held = new HeldTimer(due);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var held = Volatile.Read(ref _held);
        if (held?.Due != dueTime || Interlocked.CompareExchange(ref _held, null, held) != held)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        held.Start(timer);
        return timer;
    }
}

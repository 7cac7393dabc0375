using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A clock that stands still unless a test moves it. Its timers are those of the system, so that waits end, except those that a test holds.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<TimeSpan, ConcurrentQueue<HeldTimer>> _held = [];
    private long _ticks;
    private long _correction;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp() + Interlocked.Read(ref _correction));

    public void Advance(double seconds) => Interlocked.Add(ref _ticks, (long)(seconds * TimeSpan.TicksPerSecond));

    /// <summary>Sets the time of day, not the timestamps.</summary>
    public void SetBack(double seconds) => Interlocked.Add(ref _correction, -(long)(seconds * TimeSpan.TicksPerSecond));

    /// <summary>Holds the next timer with this time; called twice, the next two.</summary>
    public HeldTimer Hold(TimeSpan due)
    {
        var held = new HeldTimer();
        _held.GetOrAdd(due, static _ => []).Enqueue(held);
        return held;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!_held.TryGetValue(dueTime, out var all) || !all.TryDequeue(out var held))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        held.Start(timer);
        return timer;
    }
}

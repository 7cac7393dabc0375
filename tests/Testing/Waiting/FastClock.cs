using System.Diagnostics;

namespace TracedLlm.Testing.Waiting;

/// <summary>
/// A clock that runs faster than time does: what waits for seconds waits for as many milliseconds, and what was waited for can be
/// read off it. For tests that need delays to pass and not to be of any length.
/// </summary>
/// <param name="factor">How many times as fast.</param>
public sealed class FastClock(int factor = 100) : TimeProvider
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _utcStart = DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public override long TimestampFrequency => Stopwatch.Frequency;

    /// <summary>How much time has passed on this clock.</summary>
    public TimeSpan Elapsed => GetElapsedTime(_start, GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => _start + ((Stopwatch.GetTimestamp() - _start) * factor);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _utcStart + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)), this);

    // Never before its time: real timers may be early by a fraction of a millisecond.
    private TimeSpan Shorten(TimeSpan time) => time <= TimeSpan.Zero ? time : (time / factor) + TimeSpan.FromMilliseconds(1);

    private sealed class FastTimer(ITimer timer, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Shorten(dueTime), clock.Shorten(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

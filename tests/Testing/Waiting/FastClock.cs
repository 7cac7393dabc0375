using System.Diagnostics;

namespace TracedLlm.Testing.Waiting;

/// <summary>
/// A clock that runs faster than real time: a wait for seconds takes as many milliseconds, and <see cref="Elapsed"/> shows the
/// time on this clock. It is for tests in which delays must pass, but whose length does not matter.
/// </summary>
/// <param name="factor">The speed factor.</param>
public sealed class FastClock(int factor = 100) : TimeProvider
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _utcStart = DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public override long TimestampFrequency => Stopwatch.Frequency;

    /// <summary>The time that has passed on this clock.</summary>
    public TimeSpan Elapsed => GetElapsedTime(_start, GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => _start + ((Stopwatch.GetTimestamp() - _start) * factor);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _utcStart + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)), this);

    // A timer must not fire early; real timers may be early by a fraction of a millisecond.
    private TimeSpan Shorten(TimeSpan time) => time <= TimeSpan.Zero ? time : (time / factor) + TimeSpan.FromMilliseconds(1);

    private sealed class FastTimer(ITimer timer, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Shorten(dueTime), clock.Shorten(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

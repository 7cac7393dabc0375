using Microsoft.Extensions.Time.Testing;

namespace TracedLlm.Delivery.Tests;

/// <summary>
/// A clock that stands still unless a test moves it. A test that waits for the pipeline moves it over the pipeline's sleeps, but over
/// nothing else: the backends are real, and what they take in real time is no time here.
/// </summary>
internal sealed class DeliveryClock : FakeTimeProvider
{
    /// <summary>Longer than every back-off, and shorter than the time-out of a request and the delay of a batch that a test does not set.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(30);

    // Guards the timers that run, with the times at which they fire.
    private readonly Lock _gate = new();
    private readonly Dictionary<RunningTimer, DateTimeOffset> _running = [];

    /// <summary>The time that has passed on this clock.</summary>
    public TimeSpan Elapsed => GetUtcNow() - Start;

    /// <summary>Whether a timer runs that fires after this time.</summary>
    public bool HasTimer(TimeSpan dueIn)
    {
        lock (_gate)
        {
            return _running.ContainsValue(GetUtcNow() + dueIn);
        }
    }

    /// <summary>Moves the time to the end of the next sleep. While a request waits for its answer, or spans wait for others, there is none.</summary>
    public void Pass()
    {
        TimeSpan next;
        lock (_gate)
        {
            var now = GetUtcNow();
            if (_running.Count == 0 || _running.Values.Max() - now > LongestSleep)
            {
                return;
            }

            next = _running.Values.Min() - now;
        }

        if (next > TimeSpan.Zero)
        {
            Advance(next);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The upkeep of the spool repeats itself: nobody sleeps for it.
        if (period > TimeSpan.Zero)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new RunningTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class RunningTimer : ITimer
    {
        private readonly DeliveryClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;

        public RunningTimer(DeliveryClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _timer = clock.CreateFakeTimer(static timer => ((RunningTimer)timer!).Fire(), this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // The fake's timers count whole milliseconds, and must not fire early.
            var due = dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(dueTime.TotalMilliseconds)) : dueTime;
            lock (_clock._gate)
            {
                if (due < TimeSpan.Zero)
                {
                    _clock._running.Remove(this);
                }
                else
                {
                    _clock._running[this] = _clock.GetUtcNow() + due;
                }
            }

            return _timer.Change(due, period);
        }

        public void Dispose()
        {
            Stop();
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire()
        {
            Stop();
            _callback(_state);
        }

        private void Stop()
        {
            lock (_clock._gate)
            {
                _clock._running.Remove(this);
            }
        }
    }

    private ITimer CreateFakeTimer(TimerCallback callback, object state) =>
        base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}

using Microsoft.Extensions.Time.Testing;

namespace TracedLlm.Testing.Waiting;

/// <summary>
/// A clock that stands still unless a test moves it. A test waits until the code under test has started a timer, and then moves the
/// clock over it (<see cref="FakeTimeProvider.Advance"/>) or lets that timer alone fire (<see cref="StartedTimer.Fire"/>).
/// </summary>
public sealed class TestClock : FakeTimeProvider
{
    // Guards the list, and wakes the tests that wait for a timer.
    private readonly Lock _gate = new();
    private readonly List<StartedTimer> _running = [];
    private readonly Dictionary<TimeSpan, int> _starts = [];
    private TaskCompletionSource _started = NewSignal();
    private long _correction;

    /// <summary>Starts at the beginning of 2026.</summary>
    public TestClock()
        : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Timers with less than this time fire as soon as they are started; by default none. It is for waits that a test is not about.</summary>
    public TimeSpan FiresAtOnceBelow { get; init; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - new TimeSpan(Interlocked.Read(ref _correction));

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the time of day back. Timestamps and timers do not change.</summary>
    public void SetBack(TimeSpan time) => Interlocked.Add(ref _correction, time.Ticks);

    /// <summary>Waits until the code under test has started timers with this time, and returns the last one of them. Timers that have fired, or were changed or disposed, do not count.</summary>
    /// <param name="due">The time with which the timer is started.</param>
    /// <param name="count">The number of timers.</param>
    /// <exception cref="TimeoutException">With the times of the timers that run.</exception>
    public async Task<StartedTimer> WaitForTimerAsync(TimeSpan due, int count = 1)
    {
        StartedTimer? found = null;
        await WaitAsync(
            () => (found = _running.Where(timer => timer.Due == due).ElementAtOrDefault(count - 1)) is not null,
            $"{count} timers of {due} do not run.",
            CancellationToken.None);
        return found!;
    }

    /// <summary>How often timers with this time were started so far: a timer that begins its time again counts again.</summary>
    /// <param name="due">The time with which a timer is started.</param>
    public int CountStarts(TimeSpan due)
    {
        lock (_gate)
        {
            return _starts.GetValueOrDefault(due);
        }
    }

    /// <summary>Counts the starts from zero again: for another test.</summary>
    public void ForgetStarts()
    {
        lock (_gate)
        {
            _starts.Clear();
        }
    }

    /// <summary>Waits until timers with this time were started so often (<see cref="CountStarts"/>).</summary>
    /// <param name="due">The time with which a timer is started.</param>
    /// <param name="count">The number of starts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">With the times of the timers that run.</exception>
    public Task WaitForStartsAsync(TimeSpan due, int count, CancellationToken cancellationToken = default) =>
        WaitAsync(() => _starts.GetValueOrDefault(due) >= count, $"Timers of {due} were not started {count} times.", cancellationToken);

    /// <summary>Waits for the first timer with this time, and lets it alone fire. The clock stands still.</summary>
    /// <param name="due">The time with which the timer is started.</param>
    public async Task FireAsync(TimeSpan due) => (await WaitForTimerAsync(due)).Fire();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StartedTimer(this, callback, state);
        timer.Attach(base.CreateTimer(static timer => ((StartedTimer)timer!).Invoke(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The timer has been started, and may have fired meanwhile.</summary>
    internal void OnStarted(StartedTimer timer)
    {
        TaskCompletionSource started;
        lock (_gate)
        {
            _starts[timer.Due] = _starts.GetValueOrDefault(timer.Due) + 1;
            if (!timer.HasEnded)
            {
                _running.Add(timer);
            }

            (started, _started) = (_started, NewSignal());
        }

        started.SetResult();
    }

    /// <summary>The timer fires, or is changed or disposed.</summary>
    internal void SetEnded(StartedTimer timer, bool hasEnded)
    {
        lock (_gate)
        {
            _running.Remove(timer);
            timer.HasEnded = hasEnded;
        }
    }

    private async Task WaitAsync(Func<bool> isSo, string failure, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            Task started;
            lock (_gate)
            {
                if (isSo())
                {
                    return;
                }

                started = _started.Task;
            }

            try
            {
                await started.WaitAsync(ended.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{failure} The test waited for {Patience.Default}. {Describe()}");
            }
        }
    }

    private string Describe()
    {
        lock (_gate)
        {
            return _running.Count == 0 ? "No timer runs." : $"Timers run with {string.Join(", ", _running.Select(static timer => timer.Due))}.";
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

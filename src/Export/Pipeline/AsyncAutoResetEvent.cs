using System.Threading.Tasks.Sources;

namespace TracedLlm.Export;

/// <summary>
/// Lets one worker wait until somebody calls, or some time has passed. Allocates nothing once it is made, and whoever calls goes on
/// at once.
/// </summary>
internal sealed class AsyncAutoResetEvent : IValueTaskSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;
    private bool _isWaiting;

    public AsyncAutoResetEvent(TimeProvider clock) =>
        _timer = clock.CreateTimer(static signal => ((AsyncAutoResetEvent)signal!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the wait, or the next one if there is none.</summary>
    public void Set()
    {
        if (Volatile.Read(ref _isSet))
        {
            return;
        }

        lock (_gate)
        {
            if (!_isWaiting)
            {
                Volatile.Write(ref _isSet, true);
                return;
            }

            _isWaiting = false;
        }

        _wait.SetResult(true);
    }

    /// <summary>Waits for <see cref="Set"/>, at most for <paramref name="time"/>. One at a time.</summary>
    public ValueTask WaitAsync(TimeSpan? time)
    {
        lock (_gate)
        {
            if (_isSet)
            {
                Volatile.Write(ref _isSet, false);
                return ValueTask.CompletedTask;
            }

            _wait.Reset();
            _isWaiting = true;
        }

        // Outside the lock: a clock of a test may fire at once. A timer that fires late wakes a worker that finds nothing to do.
        _timer.Change(time ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return new ValueTask(this, _wait.Version);
    }

    public void Dispose() => _timer.Dispose();

    void IValueTaskSource.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);
}

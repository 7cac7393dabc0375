using System.Threading.Tasks.Sources;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// Lets one worker wait until a thread calls <see cref="Set"/>, or a time has passed. It allocates only when it is made, and
/// <see cref="Set"/> does not run the worker on the caller's thread.
/// </summary>
internal sealed class AsyncAutoResetEvent : IValueTaskSource, IDisposable
{
    // Guards the two flags and the reset of the wait.
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;
    private bool _isWaiting;

    public AsyncAutoResetEvent(TimeProvider clock) =>
        _timer = clock.CreateTimer(static signal => ((AsyncAutoResetEvent)signal!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the current wait, or the next one if no worker waits.</summary>
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

    /// <summary>Waits for <see cref="Set"/>, at most for <paramref name="time"/>. Only one worker may wait at a time.</summary>
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

        // Outside the lock, because a test's clock may fire at once. A timer that fires late wakes a worker that finds no work.
        _timer.Change(time ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return new ValueTask(this, _wait.Version);
    }

    public void Dispose() => _timer.Dispose();

    void IValueTaskSource.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);
}

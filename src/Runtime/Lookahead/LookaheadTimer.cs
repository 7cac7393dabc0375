using System.IO.Pipelines;

namespace TracedLlm.Lookahead;

/// <summary>
/// Cancels the pending read of a look ahead that takes too long. The read is told, not its token: a token cancelled under
/// some bodies loses the bytes that were just read, or leaves the read in progress for ever.
/// </summary>
internal sealed class LookaheadTimer(PipeReader reader, TimeProvider time, TimeSpan timeout)
{
    private const int Running = 0;
    private const int Firing = 1;
    private const int Fired = 2;
    private const int Stopped = 3;

    private ITimer? _timer;
    private int _state;

    /// <summary>Starts it, the first time; a body that is already there needs no timer.</summary>
    public void Start() =>
        _timer ??= time.CreateTimer(static state => ((LookaheadTimer)state!).Fire(), this, timeout, Timeout.InfiniteTimeSpan);

    /// <summary>Stops it. From then on it cancels nothing: the reader may soon serve another request of the connection.</summary>
    /// <returns>Whether a read was cancelled.</returns>
    public bool Stop()
    {
        _timer?.Dispose();
        return Interlocked.CompareExchange(ref _state, Stopped, Running) != Running;
    }

    /// <summary>Waits for the cancelling, which has begun on another thread and does not wait for anything.</summary>
    public void WaitUntilFired()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _state) == Firing)
        {
            spin.SpinOnce();
        }
    }

    private void Fire()
    {
        if (Interlocked.CompareExchange(ref _state, Firing, Running) != Running)
        {
            return;
        }

        try
        {
            reader.CancelPendingRead();
        }
        finally
        {
            Volatile.Write(ref _state, Fired);
        }
    }
}

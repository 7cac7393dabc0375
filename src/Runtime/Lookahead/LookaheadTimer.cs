using System.IO.Pipelines;

namespace TracedLlm.Lookahead;

/// <summary>
/// Cancels the pending read of a lookahead that takes too long. The timer cancels the read and not a token: with some bodies, a
/// cancelled token loses the bytes that were just read, or the read never completes.
/// </summary>
internal sealed class LookaheadTimer(PipeReader reader, TimeProvider time, TimeSpan timeout)
{
    private const int Running = 0;
    private const int Firing = 1;
    private const int Fired = 2;
    private const int Stopped = 3;

    private ITimer? _timer;
    private int _state;

    /// <summary>Starts the timer on the first call. A body that has already arrived needs no timer.</summary>
    public void Start() =>
        _timer ??= time.CreateTimer(static state => ((LookaheadTimer)state!).Fire(), this, timeout, Timeout.InfiniteTimeSpan);

    /// <summary>Stops the timer. It cancels nothing afterwards, because the reader may soon serve another request of the connection.</summary>
    /// <returns>Whether the timer cancelled a read.</returns>
    public bool Stop()
    {
        _timer?.Dispose();
        return Interlocked.CompareExchange(ref _state, Stopped, Running) != Running;
    }

    /// <summary>Waits until another thread has cancelled the read. That thread waits for nothing, so that spinning is short.</summary>
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

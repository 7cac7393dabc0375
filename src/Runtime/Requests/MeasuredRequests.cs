using System.Diagnostics;
using TracedLlm.Exporting;

namespace TracedLlm.Requests;

/// <summary>
/// Has every request recorded while somebody measures requests, sampled or not: a listener that asks for all data of its spans, and not
/// for their export. What is billed or measured must not depend on the sampler, and a gateway without tracing has no other listener.
/// </summary>
internal sealed class MeasuredRequests : IDisposable
{
    // Guards _listener and _isDisposed.
    private readonly Lock _gate = new();
    private ActivityListener? _listener;
    private bool _isDisposed;

    /// <summary>Begins or ceases to have requests recorded. It does nothing if nothing changes.</summary>
    /// <param name="isMeasured">Whether somebody measures requests.</param>
    public void Set(bool isMeasured)
    {
        if (isMeasured == (Volatile.Read(ref _listener) is not null))
        {
            return;
        }

        lock (_gate)
        {
            if (!isMeasured)
            {
                Stop();
            }
            else if (_listener is null && !_isDisposed)
            {
                // Before the listener is added: the creation of a source asks all listeners, and the field would still be null then.
                var instance = LlmSource.Instance;
                var listener = new ActivityListener
                {
                    ShouldListenTo = source => source == instance,
                    Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                };
                ActivitySource.AddActivityListener(listener);
                Volatile.Write(ref _listener, listener);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Stop();
        }
    }

    // The caller holds the lock.
    private void Stop()
    {
        _listener?.Dispose();
        Volatile.Write(ref _listener, null);
    }
}

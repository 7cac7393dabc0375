using TracedLlm.Testing.Metrics;

namespace TracedLlm.Endings.Tests.Load;

/// <summary><c>tracedllm.requests.in_flight</c> as a metrics backend sums it, from the creation of this gauge.</summary>
internal sealed class InFlightGauge : IDisposable
{
    private readonly MeasurementListener _listener;
    private long _now;
    private long _most;

    public InFlightGauge() => _listener = new((_, change, _) => Count(change), "tracedllm.requests.in_flight");

    /// <summary>The number of requests in flight.</summary>
    public long Now => Interlocked.Read(ref _now);

    /// <summary>The largest number of concurrent requests.</summary>
    public long Most => Interlocked.Read(ref _most);

    public void Dispose() => _listener.Dispose();

    private void Count(long change)
    {
        var now = Interlocked.Add(ref _now, change);
        for (var most = Most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = Most)
        {
        }
    }
}

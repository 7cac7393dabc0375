using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>Records the metrics of an application's requests, and has all requests recorded while somebody listens to these metrics.</summary>
/// <param name="metrics">The metrics.</param>
internal sealed class RequestMeasurement(RequestMetrics metrics) : IDisposable
{
    private readonly MeasuredRequests _measured = new();

    /// <summary>The metrics; <see langword="null"/> while nobody listens.</summary>
    public RequestMetrics? Metrics => RequestInstruments.AnyEnabled ? metrics : null;

    /// <summary>
    /// A request has arrived: from now on requests are recorded if somebody listens. A meter does not say when a listener comes or goes.
    /// </summary>
    public void NoteArrival() => _measured.Set(RequestInstruments.AnyEnabled);

    public void Dispose() => _measured.Dispose();
}

using System.Diagnostics;
using TracedLlm.Exporting;

namespace TracedLlm.RequestLog;

/// <summary>
/// Has every request recorded, sampled or not: a listener that asks for all data of its spans, and not for their export. What is billed
/// must not depend on the sampler, and a gateway without tracing has no other listener.
/// </summary>
internal sealed class MeasuredRequests : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source == LlmSource.Instance,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    public MeasuredRequests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}

using TracedLlm.Export.Sampling;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// The sampling as the runtime uses it. It connects the runtime, which knows when the result of a request is known, with the pipeline,
/// which has the spans of the request and their destinations.
/// </summary>
internal sealed class PipelineSampling(SamplingPolicy policy) : ITraceSampling
{
    private SpanPipeline? _pipeline;

    /// <summary>The pipeline; <see langword="null"/> before the export has started, and if no backend receives spans from it.</summary>
    public SpanPipeline? Pipeline
    {
        get => Volatile.Read(ref _pipeline);
        set => Volatile.Write(ref _pipeline, value);
    }

    /// <inheritdoc/>
    public bool ReadsRequests => policy.ReadsRequests;

    /// <inheritdoc/>
    public bool IsSentByRatio(IExportedRequest request) => policy.IsSentByRatio(request);

    /// <inheritdoc/>
    public void Decide(IExportedRequest request)
    {
        if (Pipeline is not { } pipeline || request.Root is not { Recorded: true })
        {
            return;
        }

        try
        {
            RequestSpans.GetOrAdd(pipeline, request).Settle(always: true);
        }
        catch (Exception exception)
        {
            // No memory, for instance. The root decides when it stops.
            SpanObservers.CountFailure(exception);
        }
    }
}

using OpenTelemetry.Trace;

namespace TracedLlm.Export.Sampling;

/// <summary>Records a part of all traces, the same part as every other sampler of the same ratio that reads <c>th</c> and <c>rv</c>.</summary>
internal sealed class ConsistentRatioSampler(TraceRandomness randomness, SamplingThreshold threshold, CallerTrust trust) : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(threshold.Includes(randomness.Compute(samplingParameters.TraceId, samplingParameters.ParentContext.TraceState, trust.IsFull)));
}

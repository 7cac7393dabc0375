using OpenTelemetry.Trace;

namespace TracedLlm.Export.Sampling;

/// <summary>A sampler that is parent-based: spans follow their parent in this process, and a caller that is fully trusted.</summary>
/// <param name="own">Decides about the others.</param>
/// <param name="trust">The trust in callers.</param>
internal sealed class TrustingSampler(Sampler own, CallerTrust trust) : Sampler
{
    private readonly ParentBasedSampler _trusted = new(own);
    private readonly ParentBasedSampler _untrusted = new(own, remoteParentSampled: own, remoteParentNotSampled: own);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        (samplingParameters.ParentContext.IsRemote && trust.IsFull ? _trusted : _untrusted).ShouldSample(samplingParameters);
}

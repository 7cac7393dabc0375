using TracedLlm.Exporting;

namespace TracedLlm.Export.Sampling;

/// <summary>The trust in the caller of the span that starts: that of its request, which <see cref="TracedLlmOptions.InboundTrustOf"/> can decide.</summary>
/// <param name="isFull">Whether callers are fully trusted where no request says it: <see cref="TracedLlmOptions.InboundTrust"/>.</param>
internal sealed class CallerTrust(bool isFull)
{
    /// <summary>Whether the sampled flag and the randomness of the caller count.</summary>
    public bool IsFull => StartingRoot.IsFlagFollowed ?? ExportedContext.CurrentRequest?.IsFlagFollowed ?? isFull;
}

using System.Collections.Concurrent;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>The spans of requests that have ended, each with what was decided about its request when it ended.</summary>
internal sealed class SpanEndings : ISpanObserver
{
    public ConcurrentQueue<(string Name, bool? IsSampledOut)> Spans { get; } = [];

    /// <inheritdoc/>
    public void OnEnded(in SpanEnding span) => Spans.Enqueue((span.Activity.DisplayName, span.Request?.IsSampledOut));
}

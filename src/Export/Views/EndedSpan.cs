using System.Diagnostics;
using TracedLlm.Export.Sampling;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Views;

/// <summary>A span that has ended, as a view sees it.</summary>
/// <param name="Activity">The span with its canonical attributes.</param>
/// <param name="Request">The facts that all spans of its request share; <see langword="null"/> for a span outside a traced request.</param>
internal readonly record struct EndedSpan(Activity Activity, RequestSnapshot? Request)
{
    /// <summary>The decision that the span is sent.</summary>
    public TraceDecision Sampling { get; init; }

    /// <summary>The threshold of the backend.</summary>
    public SamplingThreshold BackendThreshold { get; init; }

    /// <summary>The <c>tracestate</c> that backends get. It states the part of all traces that the span stands for.</summary>
    public string? TraceState => Sampling.StateFor(Request?.Separate is { IsOwn: true } ? null : Activity.TraceStateString, BackendThreshold);

    /// <summary>The separate trace of the request, if the span is its root.</summary>
    public SeparateTrace? SeparateRoot => Activity == Request?.Root ? Request.Separate : null;
}

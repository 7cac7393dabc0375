using TracedLlm.Facts;
using TracedLlm.Viewer.Otlp;
using TracedLlm.Viewer.Store;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Rows;

/// <summary>The spans of a held trace in the canonical view, and the parts that they play.</summary>
internal sealed class TraceReading
{
    private TraceReading(HeldTrace trace, IReadOnlyList<ReadSpan> spans)
    {
        Trace = trace;
        Spans = spans;
        var root = trace.Root.SpanId.ToHexString();
        Root = spans.FirstOrDefault(span => span.SpanId == root);
        Call = spans.FirstOrDefault(static span =>
            span.Attributes.Find(LibraryAttributes.AttemptIndex) is null
            && (span.Attributes.Find(LibraryAttributes.CallType) is not null || span.Attributes.Find(GenAi.OperationName) is not null));
        Attempts = [.. spans.Where(static span => span.Attributes.Find(LibraryAttributes.AttemptIndex) is not null)];
    }

    public HeldTrace Trace { get; }

    /// <summary>All spans that can be encoded, in the order in which they ended.</summary>
    public IReadOnlyList<ReadSpan> Spans { get; }

    /// <summary>The root; <see langword="null"/> if it cannot be encoded.</summary>
    public ReadSpan? Root { get; }

    /// <summary><c>litellm_request</c>; <see langword="null"/> if the request was refused, and outside a request.</summary>
    public ReadSpan? Call { get; }

    /// <summary>The calls to providers.</summary>
    public IReadOnlyList<ReadSpan> Attempts { get; }

    /// <summary>Reads a trace; <see langword="null"/> if it is no longer held.</summary>
    public static TraceReading? Read(HeldTrace trace)
    {
        var held = trace.GetSpans();
        List<ReadSpan> spans = new(held.Length);
        foreach (var span in held)
        {
            if (ShownSpan.Read(ViewTable.Canonical, span) is { } shown)
            {
                spans.Add(shown);
            }
        }

        return held.Length == 0 ? null : new(trace, spans);
    }
}

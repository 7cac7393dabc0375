using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

/// <summary>Builds trees of spans from their parent ids and prints them as readable text.</summary>
public static class SpanTree
{
    /// <summary>
    /// The roots, grouped by trace, in order of start time, ties by name. A span whose parent is not
    /// among the spans of its trace is a root.
    /// </summary>
    public static IReadOnlyList<SpanNode> Build(IEnumerable<ReceivedSpan> spans)
    {
        var ordered = spans.OrderBy(span => span.StartUnixNano).ThenBy(span => span.Name, StringComparer.Ordinal).ToList();
        var known = ordered.Select(span => (span.TraceId, span.SpanId)).ToHashSet();
        var children = ordered.ToLookup(span => (span.TraceId, span.ParentSpanId));
        HashSet<ReceivedSpan> placed = new(ReferenceEqualityComparer.Instance);

        var roots = ordered.Where(span => !known.Contains((span.TraceId, span.ParentSpanId))).Select(Node).ToList();
        // The remaining spans form cycles of parents; each cycle is cut at its earliest span.
        roots.AddRange(ordered.Where(span => !placed.Contains(span)).ToList().Where(span => !placed.Contains(span)).Select(Node));
        return [.. roots.GroupBy(root => root.Span.TraceId).SelectMany(trace => trace)];

        SpanNode Node(ReceivedSpan span)
        {
            placed.Add(span);
            return new SpanNode(span, [.. children[(span.TraceId, span.SpanId)].Where(child => !placed.Contains(child)).Select(Node)]);
        }
    }

    /// <summary>Prints the trees: a line for each span, an empty line between traces, no line end after the last line.</summary>
    /// <param name="spans">The spans of any number of traces, in any order.</param>
    /// <param name="format">The format; by default everything, with volatile values replaced.</param>
    public static string Print(IEnumerable<ReceivedSpan> spans, SpanTreeFormat? format = null)
    {
        var roots = Build(spans);
        return new SpanTreePrinter(format ?? SpanTreeFormat.Everything, roots).Print();
    }
}

using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Details;

/// <summary>Orders the spans of a trace for a tree: each parent before its children, siblings by their starts.</summary>
internal static class SpanOrder
{
    /// <summary>All spans, each once. A span whose parent is not among them is a root of the tree; the roots are in the order of their starts.</summary>
    public static List<ReadSpan> Sort(IReadOnlyList<ReadSpan> spans)
    {
        // An application can set any parent, also one that makes a circle: what has no root comes last.
        var ids = spans.Select(static span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = spans.ToLookup(span => span.ParentSpanId is { } parent && ids.Contains(parent) ? parent : "");
        var (sorted, seen, stack) = (new List<ReadSpan>(spans.Count), new HashSet<ReadSpan>(ReferenceEqualityComparer.Instance), new Stack<ReadSpan>());
        foreach (var start in children[""].OrderBy(static span => span.Start).Concat(spans))
        {
            stack.Push(start);
            while (stack.TryPop(out var span))
            {
                if (seen.Add(span))
                {
                    sorted.Add(span);
                    foreach (var child in children[span.SpanId].OrderByDescending(static child => child.Start))
                    {
                        stack.Push(child);
                    }
                }
            }
        }

        return sorted;
    }
}

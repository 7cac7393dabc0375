using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>A span becomes a run after its parent; spans without a parent are dropped.</summary>
internal sealed class LangSmithStore
{
    private const string DefaultProject = "default";

    private readonly Lock _gate = new();
    private readonly List<(ReceivedSpan Span, string Project)> _arrived = [];

    public void Add(IReadOnlyList<ReceivedSpan> spans, string projectHeader)
    {
        lock (_gate)
        {
            _arrived.AddRange(spans.Select(span => (span, projectHeader.Length > 0 ? projectHeader : DefaultProject)));
        }
    }

    public IReadOnlyList<LangSmithRun> Runs() => [.. Divide().Rooted.Select(one => LangSmithRun.FromSpan(one.Span, one.Project))];

    public IReadOnlyList<ReceivedSpan> Orphans() => [.. Divide().Orphans];

    private (List<(ReceivedSpan Span, string Project)> Rooted, List<ReceivedSpan> Orphans) Divide()
    {
        List<(ReceivedSpan Span, string Project)> arrived;
        lock (_gate)
        {
            // A run that is sent again is the same run.
            arrived = [.. _arrived.DistinctBy(one => Key(one.Span))];
        }

        var byId = arrived.Select(one => one.Span).ToDictionary(Key);
        return (
            [.. arrived.Where(one => IsRooted(one.Span))],
            [.. arrived.Select(one => one.Span).Where(span => !IsRooted(span))]);

        bool IsRooted(ReceivedSpan span)
        {
            HashSet<string> seen = [];
            while (span.ParentSpanId.Length > 0)
            {
                // A parent inside a cycle does not count.
                if (!seen.Add(span.SpanId) || !byId.TryGetValue((span.TraceId, span.ParentSpanId), out span!))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static (string TraceId, string SpanId) Key(ReceivedSpan span) => (span.TraceId, span.SpanId);
}

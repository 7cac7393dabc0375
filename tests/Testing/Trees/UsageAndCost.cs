using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

/// <summary>Finds tokens and cost on two spans of one request, which a backend would count twice.</summary>
internal static class UsageAndCost
{
    private static readonly string[] Prefixes = ["gen_ai.usage.", "litellm.cost."];

    /// <param name="trace">The spans of one trace, of any number of requests.</param>
    public static IEnumerable<string> Violations(IReadOnlyList<ReceivedSpan> trace)
    {
        var byId = trace.GroupBy(span => span.SpanId).ToDictionary(same => same.Key, same => same.First());
        return trace
            .Where(span => Prefixes.Any(prefix => Has(span, prefix)))
            .GroupBy(span => RequestOf(span, byId).SpanId)
            .Where(request => request.Count() > 1)
            .Select(request => $"Usage or cost of one request stands on {request.Count()} spans: {string.Join(", ", request.Select(span => span.Name))}");
    }

    private static bool Has(ReceivedSpan span, string prefix) =>
        span.Attributes.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The request's span for <paramref name="span"/>: the nearest server span above it, otherwise the topmost span.</summary>
    private static ReceivedSpan RequestOf(ReceivedSpan span, Dictionary<string, ReceivedSpan> byId)
    {
        // A chain that is longer than the trace is a cycle.
        for (var steps = 0; steps < byId.Count && span.Kind != ReceivedSpanKind.Server && byId.TryGetValue(span.ParentSpanId, out var parent); steps++)
        {
            span = parent;
        }

        return span;
    }
}

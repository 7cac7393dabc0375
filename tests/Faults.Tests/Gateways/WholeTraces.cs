using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>Checks what arrived: a span that was sent twice is one span.</summary>
internal static class WholeTraces
{
    private const string Session = "session.id";

    /// <summary>Requires that every trace has one root, that every parent is there, and that every span lies within its parent.</summary>
    /// <returns>The roots of requests.</returns>
    public static IReadOnlyList<ReceivedSpan> Require(IEnumerable<ReceivedSpan> received)
    {
        List<ReceivedSpan> spans = [.. received.DistinctBy(span => (span.TraceId, span.SpanId))];
        TraceInvariants.Check(spans, secrets: [FaultGateway.Key]);
        return [.. spans.Where(span => span.Kind == ReceivedSpanKind.Server)];
    }

    /// <summary>Requires the whole traces of some sessions, one trace each.</summary>
    public static void RequireSessions(IEnumerable<ReceivedSpan> received, IReadOnlyCollection<string> sessions)
    {
        List<ReceivedSpan> all = [.. received];
        var traces = all.Where(span => span.Kind == ReceivedSpanKind.Server)
            .DistinctBy(span => span.SpanId)
            .ToLookup(span => span.Attributes[Session] as string ?? "", span => span.TraceId);
        var missing = sessions.Where(session => traces[session].Count() != 1).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {sessions.Count} sessions have no root, or two: {string.Join(", ", missing.Take(10))}");
        var wanted = sessions.Select(session => traces[session].Single()).ToHashSet();
        Require(all.Where(span => wanted.Contains(span.TraceId)));
    }
}

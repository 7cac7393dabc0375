namespace TracedLlm.Testing.Otlp;

internal static class TraceCompleteness
{
    /// <summary>
    /// Requires a number of server spans, and in their traces the parent of every other span.
    /// A server span's own parent may be remote.
    /// </summary>
    public static bool HasWholeTraces(IReadOnlyList<ReceivedSpan> spans, int servers)
    {
        var traces = spans.Where(IsServer).Select(span => span.TraceId).ToList();
        var ids = spans.Select(span => (span.TraceId, span.SpanId)).ToHashSet();
        return traces.Count >= servers && spans
            .Where(span => traces.Contains(span.TraceId) && !IsServer(span) && span.ParentSpanId.Length > 0)
            .All(span => ids.Contains((span.TraceId, span.ParentSpanId)));
    }

    private static bool IsServer(ReceivedSpan span) => span.Kind == ReceivedSpanKind.Server;
}

using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Endings.Tests.Matrix;

/// <summary>
/// Finds the spans of requests. A request whose caller was let in continues the caller's trace. A request whose caller was not let in has
/// a trace of its own, and its root has a link to the caller's span.
/// </summary>
internal static class RequestTraces
{
    /// <summary>Waits for the roots of all requests, and for the spans that arrive behind them: batches are sent side by side.</summary>
    public static async Task<IReadOnlyDictionary<Exchange, IReadOnlyList<ReceivedSpan>>> WaitAsync(OtlpReceiver receiver, IEnumerable<Exchange> exchanges)
    {
        var byTrace = exchanges.ToDictionary(exchange => exchange.TraceId);
        await receiver.WaitForAsync(all => all.Count(span => FindExchange(span, byTrace) is not null) >= byTrace.Count);
        var spans = await receiver.WaitForRootAsync(byTrace.Count);
        var roots = spans.Select(span => (span.TraceId, Exchange: FindExchange(span, byTrace))).Where(root => root.Exchange is not null)
            .ToDictionary(root => root.TraceId, root => root.Exchange!);
        return spans.Where(span => roots.ContainsKey(span.TraceId)).GroupBy(span => roots[span.TraceId]).ToDictionary(
            trace => trace.Key,
            IReadOnlyList<ReceivedSpan> (trace) => [.. trace]);
    }

    // The request whose root the span is; null for other spans.
    private static Exchange? FindExchange(ReceivedSpan span, Dictionary<string, Exchange> byTrace)
    {
        if (span.Kind != ReceivedSpanKind.Server)
        {
            return null;
        }

        var trace = span.ParentSpanId.Length == 0 && span.Links is [var caller] ? caller.TraceId : span.TraceId;
        return byTrace.GetValueOrDefault(trace);
    }
}

using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Tests.Trees;

/// <summary>Creates spans for tests: ids are single digits repeated, times are plain numbers.</summary>
internal static class Spans
{
    public static string TraceId(char digit) => new(digit, 32);

    public static string SpanId(char digit) => new(digit, 16);

    public static ReceivedSpan Span(
        string name, char id, char? parent = null, ulong start = 0, ulong end = 100, char trace = 'a', params (string, object?)[] attributes) => new()
        {
            TraceId = TraceId(trace),
            SpanId = SpanId(id),
            ParentSpanId = parent is { } digit ? SpanId(digit) : "",
            Name = name,
            StartUnixNano = start,
            EndUnixNano = end,
            Attributes = ReceivedAttributes.FromPairs(attributes),
        };
}

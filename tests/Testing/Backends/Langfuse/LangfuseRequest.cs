using System.Text.Json;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>An export request as Langfuse reads it: one span without valid ids invalidates the whole request.</summary>
internal static class LangfuseRequest
{
    /// <exception cref="InvalidDataException">The request cannot be read, or an id is invalid; the message has the reasons.</exception>
    public static IReadOnlyList<ReceivedSpan> Read(byte[] message, bool isJson)
    {
        var spans = isJson ? Json(message) : OtlpTraceDecoder.DecodeWithAnyIds(message);
        var reasons = spans.SelectMany(Reasons).Distinct().ToList();
        return reasons.Count == 0 ? spans : throw new InvalidDataException($"Invalid OTel spans: {string.Join(", ", reasons)}");
    }

    private static IReadOnlyList<ReceivedSpan> Json(byte[] message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return LangfuseJson.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Invalid JSON: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Reasons(ReceivedSpan span)
    {
        if (span.TraceId.Length == 0)
        {
            yield return "traceId:absent";
        }

        if (span.SpanId.Length == 0)
        {
            yield return "spanId:absent";
        }
    }
}

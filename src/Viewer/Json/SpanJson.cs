using System.Diagnostics;
using System.Text.Json;
using TracedLlm.Facts;
using TracedLlm.Viewer.Otlp;
using TracedLlm.Viewer.Reading;

namespace TracedLlm.Viewer.Json;

/// <summary>Writes spans as JSON.</summary>
internal static class SpanJson
{
    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    /// <summary>Writes a span of a trace.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="span">The span.</param>
    /// <param name="start">The start of the root, in nanoseconds since 1970.</param>
    public static void Write(Utf8JsonWriter json, ReadSpan span, ulong start)
    {
        json.WriteStartObject();
        json.WriteString("spanId", span.SpanId);
        json.WriteString("parentSpanId", span.ParentSpanId);
        json.WriteString("name", span.Name);
        json.WriteString("kind", Kinds[Math.Clamp(span.Kind, 0, Kinds.Length - 1)]);
        json.WriteNumber("startMs", SpanTimes.Between(start, span.Start));
        json.WriteNumber("durationMs", SpanTimes.Duration(span));
        WriteStatus(json, span);
        json.WriteString("level", span.Attributes.Text(LibraryAttributes.Level));
        json.WriteBoolean("isLate", span.Attributes.Flag(LibraryAttributes.Late));
        ValueJson.Number(json, "firstChunkMs", SpanTimes.FirstChunk(span, start));
        json.WritePropertyName("attributes");
        ValueJson.Write(json, span.Attributes);
        WriteEvents(json, span, start);
        WriteLinks(json, span);
        json.WriteEndObject();
    }

    public static void WriteStatus(Utf8JsonWriter json, ReadSpan span)
    {
        json.WriteStartObject("status");
        json.WriteString("code", (ActivityStatusCode)span.Status switch
        {
            ActivityStatusCode.Ok => "ok",
            ActivityStatusCode.Error => "error",
            _ => "unset",
        });
        json.WriteString("message", span.StatusMessage);
        json.WriteEndObject();
    }

    public static void WriteEvents(Utf8JsonWriter json, ReadSpan span, ulong start)
    {
        json.WriteStartArray("events");
        foreach (var one in span.Events)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.WriteNumber("atMs", SpanTimes.Between(start, one.Time));
            json.WritePropertyName("attributes");
            ValueJson.Write(json, one.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteLinks(Utf8JsonWriter json, ReadSpan span)
    {
        json.WriteStartArray("links");
        foreach (var link in span.Links)
        {
            json.WriteStartObject();
            json.WriteString("traceId", link.TraceId);
            json.WriteString("spanId", link.SpanId);
            json.WritePropertyName("attributes");
            ValueJson.Write(json, link.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

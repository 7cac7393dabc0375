using System.Text.Json;
using TracedLlm.Export.Backends;
using TracedLlm.Facts;
using TracedLlm.Viewer.Json;
using TracedLlm.Viewer.Otlp;
using TracedLlm.Viewer.Reading;
using TracedLlm.Viewer.Rows;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Details;

/// <summary>Writes everything about a trace as JSON.</summary>
internal static class DetailJson
{
    // Content of a call; where none is there although there was a call, nobody has switched it on, or somebody has withheld it. Raw bodies
    // and responses of guardrails are on other spans than the call's.
    private static readonly string[] Content = ContentAttributeTable.FindNames(static row => row.Span == ContentSpan.Request);

    /// <summary>Writes a trace; <see langword="false"/> if it is no longer held.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="selection">The backends of the operator.</param>
    /// <param name="gateway">Scheme and host of the gateway.</param>
    public static bool TryWrite(Utf8JsonWriter json, HeldTrace trace, BackendSelection selection, string gateway)
    {
        var change = trace.Change;
        if (TraceReading.Read(trace) is not { } reading || trace.GetSpans() is not [var first, ..])
        {
            return false;
        }

        var spans = SpanOrder.Sort(reading.Spans);
        json.WriteStartObject();
        json.WritePropertyName("row");
        RowJson.Write(json, RowReader.Read(reading, change));
        json.WriteString("callSpanId", reading.Call?.SpanId);
        json.WriteStartArray("spans");
        foreach (var span in spans)
        {
            SpanJson.Write(json, span, reading.Start);
        }

        json.WriteEndArray();
        json.WriteString("curl", CurlCommand.Write(reading, FindRaw(spans, LibraryAttributes.RawRequest), gateway));
        json.WriteString("request", FindRaw(spans.AsEnumerable().Reverse(), LibraryAttributes.RawRequest));
        json.WriteString("response", FindRaw(spans.AsEnumerable().Reverse(), LibraryAttributes.RawResponse));
        json.WriteStartArray("backends");
        foreach (var (name, address) in BackendLinks.Find(selection, first, trace.Key.TraceId.ToHexString()).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("url", address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("isContentHidden", reading.Call is { } call && !Array.Exists(Content, name => call.Attributes.Find(name) is not null));
        json.WriteEndObject();
        return true;
    }

    private static string? FindRaw(IEnumerable<ReadSpan> spans, string name) =>
        spans.Select(span => span.Attributes.Text(name)).FirstOrDefault(static text => text is not null);
}

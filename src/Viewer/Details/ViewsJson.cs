using System.Text.Json;
using TracedLlm.Export.Views;
using TracedLlm.Viewer.Json;
using TracedLlm.Viewer.Store;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Details;

/// <summary>Writes a span as each backend sees it.</summary>
internal static class ViewsJson
{
    /// <summary>Writes the views of a span; <see langword="false"/> if it is no longer held.</summary>
    public static bool TryWrite(Utf8JsonWriter json, HeldTrace trace, string spanId, ViewTable views)
    {
        foreach (var span in trace.GetSpans())
        {
            if (span.Activity.SpanId.ToHexString() == spanId)
            {
                json.WriteStartObject();
                json.WriteStartArray("views");
                foreach (var view in views.All)
                {
                    Write(json, view, span);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                return true;
            }
        }

        return false;
    }

    private static void Write(Utf8JsonWriter json, ViewOfBackend view, EndedSpan span)
    {
        if (ShownSpan.Read(view.View, span) is not { } shown)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("name", view.Name);
        json.WriteString("spanName", shown.Name);
        json.WriteString("traceId", shown.TraceId);
        json.WriteString("spanId", shown.SpanId);
        json.WriteString("parentSpanId", shown.ParentSpanId);
        json.WriteBoolean("isSent", ViewTable.IsSent(view, span));
        SpanJson.WriteStatus(json, shown);
        json.WritePropertyName("attributes");
        ValueJson.Write(json, shown.Attributes);
        SpanJson.WriteEvents(json, shown, shown.Start);
        SpanJson.WriteLinks(json, shown);
        json.WriteEndObject();
    }
}

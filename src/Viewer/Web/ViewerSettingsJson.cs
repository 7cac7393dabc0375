using System.Text.Json;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Setup;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Web;

/// <summary>Writes what the page must know of the gateway.</summary>
/// <param name="attached">The export that the viewer belongs to.</param>
/// <param name="options">The options of the viewer.</param>
/// <param name="capturesContent">Whether spans have content by default.</param>
/// <param name="views">The views of a span.</param>
internal sealed class ViewerSettingsJson(AttachedStore attached, TracedLlmViewerOptions options, Func<bool> capturesContent, ViewTable views)
{
    private static readonly string Version = typeof(ViewerSettingsJson).Assembly.GetName().Version!.ToString(3);

    /// <summary>The backends of the operator.</summary>
    public BackendSelection Selection => attached.Selection;

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("service", attached.ServiceName);
        json.WriteString("version", Version);
        json.WriteBoolean("content", capturesContent());
        json.WriteNumber("maxTraces", options.MaxTraces);
        json.WriteNumber("maxBytes", options.MaxBytes);
        json.WriteStartArray("backends");
        foreach (var backend in Selection.Backends)
        {
            if (backend.Endpoint is { } endpoint)
            {
                json.WriteStartObject();
                json.WriteString("name", backend.Facts.Name);
                json.WriteString("view", views.All.First(view => view.View == endpoint.View).Name);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("views");
        foreach (var view in views.All)
        {
            json.WriteStringValue(view.Name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

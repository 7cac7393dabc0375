using System.Text.Json;
using TracedLlm.Viewer.Rows;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Json;

/// <summary>Writes the list of traces as JSON.</summary>
internal static class TracesJson
{
    /// <summary>Writes rows, and what the store holds.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="held">What the store held when the rows were read.</param>
    /// <param name="rows">The rows, newest first.</param>
    /// <param name="since">The id of the events that the rows include, for a stream that goes on from there.</param>
    public static void Write(Utf8JsonWriter json, StoreSnapshot held, IEnumerable<TraceRow> rows, string since)
    {
        json.WriteStartObject();
        json.WriteString("since", since);
        json.WriteStartArray("traces");
        foreach (var row in rows)
        {
            RowJson.Write(json, row);
        }

        json.WriteEndArray();
        json.WriteStartObject("held");
        json.WriteNumber("traces", held.Traces.Count);
        json.WriteNumber("bytes", held.Bytes);
        json.WriteNumber("evicted", held.Evicted);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

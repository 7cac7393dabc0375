using System.Text.Json.Nodes;

namespace Prism;

public sealed class Wire(HttpClient http)
{
    public async Task<JsonNode?> Send(string path, JsonObject body) => await http.PostAsJsonAsync(path, body) switch
    {
        { IsSuccessStatusCode: true, Content: var content } => await content.ReadFromJsonAsync<JsonNode>() is { } answer ? Noted(answer) : null,
        { StatusCode: System.Net.HttpStatusCode.ServiceUnavailable } => throw new CapacityFault(),
        { StatusCode: var status } => throw new WireFault((int)status),
    };

    // The provider answers with the metadata that the response was stored with.
    private static JsonNode Noted(JsonNode answer)
    {
        var note = answer["metadata"]?["trace_name"]?.ToString(); // The provider's own.
        return note is null ? answer : new JsonObject { ["note"] = note, ["answer"] = answer.DeepClone() };
    }
}

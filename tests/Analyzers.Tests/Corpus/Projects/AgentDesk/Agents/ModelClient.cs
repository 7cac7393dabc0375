using System.Text.Json.Nodes;

namespace AgentDesk.Agents;

internal sealed partial class ModelClient(HttpClient http, IConfiguration configuration)
{
    [TracedLlmCall]
    public partial Task<JsonNode> AskAsync(JsonArray messages, JsonArray tools, CancellationToken cancellationToken);

    private async Task<JsonNode> AskCoreAsync(JsonArray messages, JsonArray tools, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["model"] = configuration["Model"] ?? "gpt-4.1",
            ["messages"] = messages.DeepClone(),
            ["parallel_tool_calls"] = true,
        };
        if (tools.Count > 0)
        {
            request["tools"] = tools.DeepClone();
        }

        using var response = await http.PostAsJsonAsync("v1/chat/completions", request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!["choices"]![0]!["message"]!
            : throw new HttpRequestException($"The gateway answered {(int)response.StatusCode}.", null, response.StatusCode);
    }
}

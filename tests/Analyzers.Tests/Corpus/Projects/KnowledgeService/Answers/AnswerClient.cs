using System.Text.Json.Nodes;
using KnowledgeService.Indexing;

namespace KnowledgeService.Answers;

internal sealed partial class AnswerClient(HttpClient http, ModelOptions options)
{
    [TracedLlmCall]
    public partial Task<JsonObject> AskAsync(string instructions, string question, CancellationToken cancellationToken);

    private async Task<JsonObject> AskCoreAsync(string instructions, string question, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "v1/chat/completions",
            new JsonObject
            {
                ["model"] = options.Answers,
                ["temperature"] = 0,
                ["messages"] = new JsonArray(
                    new JsonObject { ["role"] = "system", ["content"] = instructions },
                    new JsonObject { ["role"] = "user", ["content"] = question }),
                ["metadata"] = new JsonObject { ["generation_name"] = "answer", ["tags"] = new JsonArray("rag") },
            },
            cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
    }
}

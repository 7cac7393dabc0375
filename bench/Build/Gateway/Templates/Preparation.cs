using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Area0;

public sealed partial class Preparation0(IConfiguration configuration, OrderRules0 rules)
{
    private readonly int _most = configuration.GetValue("Area0:MostMessages", 40);

    [TracedStage(LlmStage.PreCall)]
    public partial Task<Request0> PrepareAsync(HttpContext http, CancellationToken cancellationToken);

    private async Task<Request0> PrepareCoreAsync(HttpContext http, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: cancellationToken);
        var root = document.RootElement;
        if (!root.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String)
        {
            throw new JsonException("A model is required.");
        }

        if (!root.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() > _most)
        {
            throw new JsonException($"Between one and {_most} messages are required.");
        }

        var texts = new List<string>();
        foreach (var message in messages.EnumerateArray())
        {
            switch (message.GetProperty("content"))
            {
                case { ValueKind: JsonValueKind.String } text:
                    texts.Add(text.GetString()!);
                    break;
                case { ValueKind: JsonValueKind.Array } parts:
                    texts.AddRange(parts.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString() ?? string.Empty));
                    break;
                default:
                    throw new JsonException("The content of a message is a text or a list.");
            }
        }

        var caller = http.Request.Headers.TryGetValue("x-caller", out var names) ? names.ToString() : "nobody";
        var limits = rules.LimitsOf(caller, texts.Count);
        return new Request0(model.GetString()!, caller, texts, Shorten(root, limits.Most)) { Stream = root.TryGetProperty("stream", out var stream) && stream.GetBoolean() };
    }

    private static JsonObject Shorten(JsonElement request, long most)
    {
        var body = JsonObject.Create(request) ?? [];
        if ((long?)body["max_tokens"] is not { } asked || asked > most)
        {
            body["max_tokens"] = most;
        }

        body.Remove("litellm_metadata");
        return body;
    }
}

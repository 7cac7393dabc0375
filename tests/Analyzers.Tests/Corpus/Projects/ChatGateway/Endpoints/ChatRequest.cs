using System.Text.Json.Nodes;

namespace ChatGateway.Endpoints;

internal sealed record ChatRequest(string Model, JsonArray Messages, JsonObject Body)
{
    private const int MostFallbacks = 3;

    public bool IsStreaming { get; init; }

    public IEnumerable<string> Fallbacks => Body["fallbacks"] is JsonArray names
        ? names.Select(name => name?.GetValue<string>()).OfType<string>().Distinct().Take(MostFallbacks)
        : [];

    public IEnumerable<string> Texts()
    {
        foreach (var message in Messages.OfType<JsonObject>())
        {
            switch (message["content"])
            {
                case JsonValue text when text.TryGetValue<string>(out var value):
                    yield return value;
                    break;
                case JsonArray parts:
                    foreach (var part in parts.OfType<JsonObject>().Where(part => (string?)part["type"] == "text"))
                    {
                        yield return (string?)part["text"] ?? string.Empty;
                    }

                    break;
            }
        }
    }
}

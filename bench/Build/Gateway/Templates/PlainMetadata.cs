using System.Text.Json.Nodes;

namespace Gateway.Area0;

public sealed class PlainMetadata0
{
    private static readonly string[] Fields = ["metadata", "litellm_metadata"];

    public string? SessionOf(JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Fields.Select(field => Read(body[field] as JsonObject, "session_id")).FirstOrDefault(static value => value is { Length: > 0 });
    }

    public static IEnumerable<string> TagsOf(JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return (body["metadata"]?["tags"] as JsonArray ?? []).Select(static tag => tag?.ToString() ?? "");
    }

    private static string? Read(JsonObject? metadata, string key) => metadata?[key]?.ToString();
}

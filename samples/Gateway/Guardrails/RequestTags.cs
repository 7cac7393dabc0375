using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The tags of a request: the key's, then in LiteLLM's order the header's, the body's and the metadata's. The key's go first, so that a
/// caller cannot choose weaker modes of a guardrail than the operator has chosen for its key.
/// </summary>
internal static class RequestTags
{
    private const string Header = "x-litellm-tags";
    private const string Field = "tags";

    public static IEnumerable<string> Read(LlmRequest request) =>
    [
        .. request.Caller.Tags,
        .. Split(request.Headers[Header].ToString()),
        .. request.Body is JsonBody { Root: var body } ? ReadBody(body) : [],
    ];

    private static IEnumerable<string> ReadBody(JsonElement body) =>
        from place in (JsonElement[])[body, Member(body, "metadata"), Member(body, "litellm_metadata")]
        from tag in Tags(Member(place, Field))
        select tag;

    private static IEnumerable<string> Tags(JsonElement tags) => tags.ValueKind switch
    {
        JsonValueKind.Array => tags.EnumerateArray().Where(static tag => tag.ValueKind == JsonValueKind.String).Select(static tag => tag.GetString()!),
        JsonValueKind.String => Split(tags.GetString()!),
        _ => [],
    };

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}

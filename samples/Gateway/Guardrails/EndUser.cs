using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The user of the caller's application, whom a request names in one of LiteLLM's places.</summary>
internal static class EndUser
{
    private static readonly string[] Headers = ["x-litellm-customer-id", "x-litellm-end-user-id"];

    private static readonly string[][] Places = [["user"], ["litellm_metadata", "user"], ["metadata", "user_id"], ["safety_identifier"]];

    /// <summary>The first that the request has; <see langword="null"/> if it has none.</summary>
    public static string? Find(LlmRequest request) => Headers.Select(name => request.Headers[name].ToString())
        .Concat(request.Body is JsonBody { Root: var body } ? Places.Select(place => Text(body, place)) : [])
        .FirstOrDefault(static user => user.Length > 0);

    private static string Text(JsonElement element, string[] place)
    {
        foreach (var name in place)
        {
            element = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number => element.GetRawText(),
            _ => "",
        };
    }
}

using System.Text.Json;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// Messages in the form of OpenAI's chat API as a backend draws them: <c>role: part + part</c>. A question mark follows the name of a part or member
/// that the backend does not draw.
/// </summary>
internal static class ChatMessages
{
    // The members of a message that are drawn elsewhere, or that the functions below read.
    private static readonly HashSet<string> Members = ["role", "content", "name", "refusal", "tool_calls", "tool_call_id"];

    /// <summary>Reads a message, an array of messages, or an object with the member <c>messages</c>.</summary>
    /// <param name="text">The input or output.</param>
    /// <param name="thoughtsAreMembers">Whether the backend draws thoughts from the member <c>thinking</c>; otherwise it draws them from parts.</param>
    /// <returns>The drawn messages; no messages if the text is drawn as a text or as plain JSON.</returns>
    public static IReadOnlyList<string> Read(string? text, bool thoughtsAreMembers)
    {
        if (Parse(text) is not { } json)
        {
            return [];
        }

        var messages = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("messages", out var inner) ? inner : json;
        JsonElement[] all = messages.ValueKind == JsonValueKind.Array ? [.. messages.EnumerateArray()] : [messages];
        return Array.TrueForAll(all, one => Text(one, "role") is not null) ? [.. all.Select(one => Message(one, thoughtsAreMembers))] : [];
    }

    /// <summary>Whether a text begins as a JSON object or array and is none: it was cut.</summary>
    public static bool IsCutJson(string? text) => text is ['{' or '[', ..] && Parse(text) is null;

    private static string Message(JsonElement message, bool thoughtsAreMembers)
    {
        List<string> parts = [];
        foreach (var member in message.EnumerateObject())
        {
            if (member.Name is "thinking" or "redacted_thinking" && thoughtsAreMembers)
            {
                parts.AddRange(member.Value.EnumerateArray().Select(one => Thought(one, "content")));
            }
            else if (!Members.Contains(member.Name))
            {
                parts.Add(member.Name + "?");
            }
        }

        if (message.TryGetProperty("content", out var content))
        {
            parts.AddRange(content.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array => content.EnumerateArray().Select(part => Part(part, thoughtsAreMembers)),
                _ => [content.ToString()],
            });
        }

        parts.AddRange(Text(message, "refusal") is { } refusal ? [refusal] : []);
        if (message.TryGetProperty("tool_calls", out var calls))
        {
            parts.AddRange(calls.EnumerateArray().Select(call => call.GetProperty("function")).Select(call => $"{Text(call, "name")}({Text(call, "arguments")})"));
        }

        return $"{Text(message, "role")}: {string.Join(" + ", parts)}";
    }

    private static string Part(JsonElement part, bool thoughtsAreMembers) => Text(part, "type") switch
    {
        "text" => Text(part, "text") ?? "text?",
        "image_url" => $"image({Text(part.GetProperty("image_url"), "url") ?? "?"})",
        "input_audio" => $"audio({Text(part.GetProperty("input_audio"), "data") ?? "?"})",
        "file" => $"file({Text(part.GetProperty("file"), "file_data") ?? Text(part.GetProperty("file"), "file_id") ?? "?"})",
        "thinking" or "redacted_thinking" when !thoughtsAreMembers => Thought(part, "thinking"),
        var type => type + "?",
    };

    private static string Thought(JsonElement thought, string member) => $"reasoning({Text(thought, member) ?? (Text(thought, "data") is null ? "?" : "encrypted")})";

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static JsonElement? Parse(string? text)
    {
        try
        {
            using var document = JsonDocument.Parse(text ?? "");
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

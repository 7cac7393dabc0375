using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// The numbered messages of a span as Phoenix draws them: <c>role: part + part</c>. A question mark follows the type of a part that Phoenix does not
/// know, or whose type lacks its field.
/// </summary>
internal static class PhoenixMessages
{
    // The field that Phoenix draws of each type of message_content.
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["text"] = "text",
        ["reasoning"] = "text",
        ["image"] = "image.image.url",
        ["audio"] = "audio.audio.url",
        ["video"] = "video.video.url",
        ["document"] = "document.url",
    };

    /// <summary>Reads a list of messages.</summary>
    /// <param name="attributes">The attributes of the span.</param>
    /// <param name="list"><c>llm.input_messages.</c> or <c>llm.output_messages.</c></param>
    public static IReadOnlyList<string> Read(ReceivedAttributes attributes, string list) =>
        [.. Numbers(index => attributes[$"{list}{index}.message.role"]).Select((role, index) => $"{role}: {string.Join(" + ", Parts(attributes, $"{list}{index}.message."))}")];

    private static IEnumerable<string> Parts(ReceivedAttributes attributes, string message) =>
    [
        .. attributes[message + "content"] is string content ? [content] : Array.Empty<string>(),
        .. Numbers(index => attributes[$"{message}contents.{index}.message_content.type"])
            .Select((type, index) => Part(attributes, $"{message}contents.{index}.message_content.", type)),
        .. Numbers(index => attributes[$"{message}tool_calls.{index}.tool_call.function.name"])
            .Select((name, index) => $"{name}({attributes[$"{message}tool_calls.{index}.tool_call.function.arguments"]})"),
    ];

    private static string Part(ReceivedAttributes attributes, string part, string type) =>
        Fields.TryGetValue(type, out var field) && attributes[part + field] is string value ? (type == "text" ? value : $"{type}({value})")
        : type == "reasoning" && attributes[part + "data"] is string ? "reasoning(encrypted)"
        : type == "document" && attributes[part + "document.name"] is string name ? $"document({name})"
        : type + "?";

    // The list ends at the first number that has no value.
    private static IEnumerable<string> Numbers(Func<int, object?> read)
    {
        for (var index = 0; read(index) is string value; index++)
        {
            yield return value;
        }
    }
}

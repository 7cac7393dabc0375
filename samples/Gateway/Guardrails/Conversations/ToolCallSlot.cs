using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>A tool call of an assistant.</summary>
/// <param name="Call">The call in OpenAI's form.</param>
/// <param name="Replace">Puts another name and other arguments, as JSON text, in its place in the document.</param>
internal sealed record ToolCallSlot(JsonObject Call, Action<string, string> Replace)
{
    /// <summary>A call in OpenAI's form.</summary>
    public static JsonObject Create(string? id, string? name, string arguments) => new()
    {
        ["id"] = id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
    };
}

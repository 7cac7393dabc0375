using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>The images and tool calls of a document, in the document's order.</summary>
internal sealed class ConversationSlots
{
    public List<ImageSlot> Images { get; } = [];

    public List<ToolCallSlot> ToolCalls { get; } = [];

    /// <summary>Adds a call whose arguments are JSON text in a member.</summary>
    public JsonObject AddTextCall(string? id, JsonNode owner, string arguments) => Add(
        ToolCallSlot.Create(id, owner.Text("name"), owner.Text(arguments) ?? owner.Member(arguments).Json()),
        (name, json) => (owner["name"], owner[arguments]) = (name, json));

    /// <summary>Adds a call whose arguments are an object.</summary>
    public JsonObject AddObjectCall(string? id, JsonNode owner, string arguments) => Add(
        ToolCallSlot.Create(id, owner.Text("name"), owner.Member(arguments).Json()),
        (name, json) => (owner["name"], owner[arguments]) = (name, JsonNodes.ParseObject(json) ?? (JsonNode)json));

    private JsonObject Add(JsonObject call, Action<string, string> replace)
    {
        ToolCalls.Add(new(call, replace));
        return call;
    }
}

using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Bedrock's Converse.</summary>
internal sealed class ConverseForm : ConversationForm
{
    private const string ToolSpec = "toolSpec";

    public override JsonArray ReadMessages(JsonNode request, ConversationSlots slots)
    {
        JsonArray messages = [];
        Add(messages, "system", request.Member("system"), slots);
        foreach (var message in request.Items("messages"))
        {
            Add(messages, message.Text("role") ?? "user", message.Member("content"), slots);
        }

        return messages;
    }

    public override void ReadAnswer(JsonNode response, ConversationSlots slots)
    {
        foreach (var block in response.Member("output").Member("message").Items("content"))
        {
            AddCall(block, slots);
        }
    }

    public override IEnumerable<ToolSlot> ReadTools(JsonNode request) => request.Member("toolConfig").Items("tools").Select(static tool => new ToolSlot(
        tool,
        tool.Member(ToolSpec) is { } spec ? Function(spec.Text("name"), spec.Text("description"), spec.Member("inputSchema").Member("json")) : tool));

    // Bedrock refuses an empty list of tools.
    public override void ReplaceTools(JsonNode request, JsonArray tools)
    {
        if (tools.Count == 0)
        {
            request.AsObject().Remove("toolConfig");
        }
        else
        {
            request["toolConfig"]!["tools"] = tools;
        }
    }

    public override JsonNode Declare(JsonNode function, JsonNode? declared) => new JsonObject
    {
        [ToolSpec] = With(declared.Member(ToolSpec), function, "inputSchema", static schema => new JsonObject { ["json"] = schema }),
    };

    private static void Add(JsonArray messages, string role, JsonNode? content, ConversationSlots slots)
    {
        var parts = new MessageParts();
        foreach (var block in content.Items())
        {
            parts.AddText(block.Text("text") ?? block.Member("guardContent").Member("text").Text("text"));
            if (block.Member("image") is { } image && image.Member("source") is { } source && source.Text("bytes") is { } bytes)
            {
                parts.AddImage(DataUrl($"image/{image.Text("format")}", bytes));
                slots.Images.Add(new(bytes, value => source["bytes"] = Base64(value)));
            }

            if (AddCall(block, slots) is { } call)
            {
                parts.AddCall(call);
            }

            if (block.Member("toolResult") is { } result)
            {
                messages.Add((JsonNode)new JsonObject
                {
                    ["role"] = "tool",
                    ["content"] = string.Concat(result.Items("content").Select(static part => part.Text("text") ?? part.Member("json")?.Json())),
                    ["tool_call_id"] = result.Text("toolUseId"),
                });
            }
        }

        parts.AddTo(messages, role);
    }

    private static JsonObject? AddCall(JsonNode block, ConversationSlots slots) =>
        block.Member("toolUse") is { } use ? slots.AddObjectCall(use.Text("toolUseId"), use, "input") : null;
}

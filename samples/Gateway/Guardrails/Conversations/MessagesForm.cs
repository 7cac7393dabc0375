using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Anthropic's messages.</summary>
internal sealed class MessagesForm : ConversationForm
{
    public override JsonArray ReadMessages(JsonNode request, ConversationSlots slots)
    {
        JsonArray messages = [];
        AddMessage(messages, "system", request.Member("system"), slots);
        foreach (var message in request.Items("messages"))
        {
            AddMessage(messages, message.Text("role") ?? "user", message.Member("content"), slots);
        }

        return messages;
    }

    public override void ReadAnswer(JsonNode response, ConversationSlots slots)
    {
        foreach (var block in response.Items("content").Where(static block => block.Text("type") == "tool_use"))
        {
            slots.AddObjectCall(block.Text("id"), block, "input");
        }
    }

    // A tool of Anthropic's own has a type, and no schema.
    public override IEnumerable<ToolSlot> ReadTools(JsonNode request) => request.Items("tools").Select(static tool => new ToolSlot(
        tool, tool.Member("input_schema") is { } schema ? Function(tool.Text("name"), tool.Text("description"), schema) : tool));

    public override JsonNode Declare(JsonNode function, JsonNode? declared) => With(declared, function, "input_schema");

    private static void AddMessage(JsonArray messages, string role, JsonNode? content, ConversationSlots slots)
    {
        var parts = new MessageParts();
        parts.AddText(content.Text());
        foreach (var block in content.Items())
        {
            switch (block.Text("type"))
            {
                case "text":
                    parts.AddText(block.Text("text"));
                    break;
                case "image":
                    AddImage(parts, block, slots);
                    break;
                case "tool_use":
                    parts.AddCall(slots.AddObjectCall(block.Text("id"), block, "input"));
                    break;
                case "tool_result":
                    AddResult(messages, block, slots);
                    break;
                case "document" when block.Member("source") is { } source && source.Text("type") == "text":
                    parts.AddText(source.Text("data"));
                    break;
            }
        }

        parts.AddTo(messages, role);
    }

    private static void AddResult(JsonArray messages, JsonNode block, ConversationSlots slots)
    {
        var parts = new MessageParts();
        parts.AddText(block.Text("content"));
        foreach (var part in block.Items("content"))
        {
            parts.AddText(part.Text("text"));
            if (part.Text("type") == "image")
            {
                AddImage(parts, part, slots);
            }
        }

        parts.AddTo(messages, "tool");
        if (messages.LastOrDefault() is JsonObject message && message.Text("role") == "tool" && !message.ContainsKey("tool_call_id"))
        {
            message["tool_call_id"] = block.Text("tool_use_id");
        }
    }

    private static void AddImage(MessageParts parts, JsonNode block, ConversationSlots slots)
    {
        if (block.Member("source") is not JsonObject source)
        {
            return;
        }

        if (source.Text("data") is { } data)
        {
            parts.AddImage(DataUrl(source.Text("media_type"), data));
            slots.Images.Add(new(data, value => source["data"] = Base64(value)));
        }
        else if (source.Text("url") is { } url)
        {
            parts.AddImage(url);
            slots.Images.Add(new(url, value => source["url"] = value));
        }
    }
}

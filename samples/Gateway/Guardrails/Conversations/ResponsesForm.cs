using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>OpenAI's responses.</summary>
internal sealed class ResponsesForm : ConversationForm
{
    private const string FunctionCall = "function_call";

    public override JsonArray ReadMessages(JsonNode request, ConversationSlots slots)
    {
        JsonArray messages = [];
        Add(messages, "system", request.Member("instructions"), slots);
        Add(messages, "user", request.Member("input") is JsonValue text ? text : null, slots);
        foreach (var item in request.Items("input"))
        {
            switch (item.Text("type"))
            {
                case FunctionCall:
                    var parts = new MessageParts();
                    parts.AddCall(slots.AddTextCall(item.Text("call_id"), item, "arguments"));
                    parts.AddTo(messages, "assistant");
                    break;
                case "function_call_output":
                    messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["content"] = item.Text("output") ?? item.Member("output").Json(), ["tool_call_id"] = item.Text("call_id") });
                    break;
                default:
                    Add(messages, item.Text("role") ?? "user", item.Member("content"), slots);
                    break;
            }
        }

        return messages;
    }

    public override void ReadAnswer(JsonNode response, ConversationSlots slots)
    {
        foreach (var item in response.Items("output").Where(static item => item.Text("type") == FunctionCall))
        {
            slots.AddTextCall(item.Text("call_id"), item, "arguments");
        }
    }

    public override IEnumerable<ToolSlot> ReadTools(JsonNode request) => request.Items("tools").Select(static tool => new ToolSlot(
        tool, tool.Text("type") == "function" ? Function(tool.Text("name"), tool.Text("description"), tool.Member("parameters")) : tool));

    public override JsonNode Declare(JsonNode function, JsonNode? declared)
    {
        var tool = With(declared, function, "parameters");
        tool["type"] = "function";
        return tool;
    }

    private static void Add(JsonArray messages, string role, JsonNode? content, ConversationSlots slots)
    {
        var parts = new MessageParts();
        parts.AddText(content.Text());
        foreach (var part in content.Items())
        {
            parts.AddText(part.Text("text"));
            if (part.Text("type") == "input_image" && part.Text("image_url") is { } url)
            {
                parts.AddImage(url);
                slots.Images.Add(new(url, value => part["image_url"] = value));
            }
        }

        parts.AddTo(messages, role);
    }
}

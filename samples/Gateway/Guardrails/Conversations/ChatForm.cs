using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>OpenAI's chat completions, and Cohere's chat and Ollama's, whose messages, tools and answers are almost the same.</summary>
internal sealed class ChatForm : ConversationForm
{
    public override JsonArray ReadMessages(JsonNode request, ConversationSlots slots)
    {
        foreach (var message in request.Items("messages"))
        {
            foreach (var part in message.Items("content").Where(static part => part.Text("type") == "image_url"))
            {
                AddImage(part, slots);
            }

            AddStrings(message, slots);
            AddCalls(message, slots);
        }

        AddStrings(request, slots);
        return request.Member("messages") is JsonArray messages ? (JsonArray)messages.DeepClone()
            : request.Text("prompt") is { } prompt ? [new JsonObject { ["role"] = "user", ["content"] = prompt }]
            : [];
    }

    public override void ReadAnswer(JsonNode response, ConversationSlots slots)
    {
        foreach (var choice in response.Items("choices"))
        {
            AddCalls(choice.Member("message"), slots);
        }

        AddCalls(response.Member("message"), slots);
    }

    public override IEnumerable<ToolSlot> ReadTools(JsonNode request) => request.Items("tools").Select(static tool => new ToolSlot(tool, tool));

    public override JsonNode Declare(JsonNode function, JsonNode? declared) => new JsonObject { ["type"] = "function", ["function"] = function.DeepClone() };

    private static void AddImage(JsonNode part, ConversationSlots slots)
    {
        if (part.Member("image_url") is JsonObject image && image.Text("url") is { } url)
        {
            slots.Images.Add(new(url, value => image["url"] = value));
        }
        else if (part.Text("image_url") is { } text)
        {
            slots.Images.Add(new(text, value => part["image_url"] = value));
        }
    }

    // Ollama's images are base64 beside the text.
    private static void AddStrings(JsonNode owner, ConversationSlots slots)
    {
        if (owner.Member("images") is not JsonArray images)
        {
            return;
        }

        for (var i = 0; i < images.Count; i++)
        {
            var index = i;
            if (images[i].Text() is { } image)
            {
                slots.Images.Add(new(image, value => images[index] = Base64(value)));
            }
        }
    }

    private static void AddCalls(JsonNode? message, ConversationSlots slots)
    {
        foreach (var call in message.Items("tool_calls"))
        {
            if (call.Member("function") is { } function)
            {
                _ = function.Member("arguments") is JsonObject
                    ? slots.AddObjectCall(call.Text("id"), function, "arguments")
                    : slots.AddTextCall(call.Text("id"), function, "arguments");
            }
        }
    }
}

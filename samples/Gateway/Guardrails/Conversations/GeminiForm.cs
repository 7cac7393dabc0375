using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Gemini's <c>generateContent</c>. Its clients write names in camel case or with underscores.</summary>
internal sealed class GeminiForm : ConversationForm
{
    public override JsonArray ReadMessages(JsonNode request, ConversationSlots slots)
    {
        JsonArray messages = [];
        Add(messages, "system", request.Member("systemInstruction") ?? request.Member("system_instruction"), slots);
        foreach (var content in request.Items("contents"))
        {
            Add(messages, content.Text("role") == "model" ? "assistant" : "user", content, slots);
        }

        return messages;
    }

    // The answer of a stream is an array unless the client asks for events.
    public override void ReadAnswer(JsonNode response, ConversationSlots slots)
    {
        foreach (var part in (response is JsonArray ? response.Items() : [response])
            .SelectMany(static answer => answer.Items("candidates"))
            .SelectMany(static candidate => candidate.Member("content").Items("parts")))
        {
            AddCall(part, slots);
        }
    }

    public override IEnumerable<ToolSlot> ReadTools(JsonNode request) =>
        from tool in request.Items("tools")
        from slot in Declarations(tool) is { } declarations
            ? declarations.Items().Select(static function => new ToolSlot(
                function, Function(function.Text("name"), function.Text("description"), function.Member("parameters") ?? function.Member("parametersJsonSchema"))))
            : [new ToolSlot(tool, tool)]
        select slot;

    public override void ReplaceTools(JsonNode request, JsonArray tools)
    {
        JsonArray functions = [.. tools.Where(static tool => tool.Text("name") is not null).Select(static tool => tool!.DeepClone())];
        JsonArray all = [.. tools.Where(static tool => tool.Text("name") is null).Select(static tool => tool!.DeepClone())];
        if (functions.Count > 0)
        {
            all.Add((JsonNode)new JsonObject { ["functionDeclarations"] = functions });
        }

        request["tools"] = all;
    }

    public override JsonNode Declare(JsonNode function, JsonNode? declared) =>
        With(declared, function, declared.Member("parametersJsonSchema") is null ? "parameters" : "parametersJsonSchema");

    private static JsonNode? Declarations(JsonNode tool) => tool.Member("functionDeclarations") ?? tool.Member("function_declarations");

    private static void Add(JsonArray messages, string role, JsonNode? content, ConversationSlots slots)
    {
        var parts = new MessageParts();
        foreach (var part in content.Items("parts"))
        {
            parts.AddText(part.Text("text"));
            AddImage(parts, part, slots);
            if (AddCall(part, slots) is { } call)
            {
                parts.AddCall(call);
            }

            if ((part.Member("functionResponse") ?? part.Member("function_response")) is { } response)
            {
                messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["content"] = response.Member("response").Json(), ["tool_call_id"] = response.Text("id") ?? response.Text("name") });
            }
        }

        parts.AddTo(messages, role);
    }

    private static void AddImage(MessageParts parts, JsonNode part, ConversationSlots slots)
    {
        if ((part.Member("inlineData") ?? part.Member("inline_data")) is { } inline && inline.Text("data") is { } data)
        {
            var type = inline.Text("mimeType") ?? inline.Text("mime_type");
            if (type?.StartsWith("image/", StringComparison.Ordinal) is true)
            {
                parts.AddImage(DataUrl(type, data));
                slots.Images.Add(new(data, value => inline["data"] = Base64(value)));
            }
        }
        else if ((part.Member("fileData") ?? part.Member("file_data")) is { } file)
        {
            var name = file.Member("fileUri") is not null ? "fileUri" : "file_uri";
            if (file.Text(name) is { } uri && (file.Text("mimeType") ?? file.Text("mime_type"))?.StartsWith("image/", StringComparison.Ordinal) is true)
            {
                parts.AddImage(uri);
                slots.Images.Add(new(uri, value => file[name] = value));
            }
        }
    }

    private static JsonObject? AddCall(JsonNode part, ConversationSlots slots) =>
        (part.Member("functionCall") ?? part.Member("function_call")) is { } call ? slots.AddObjectCall(call.Text("id"), call, "args") : null;
}

using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>
/// Writes captured messages, <c>[{role, parts[]}]</c>, in the form of OpenAI's chat API, from which backends show
/// conversations and tool calls.
/// </summary>
internal static class ChatJson
{
    /// <summary>Writes instructions and messages as one array.</summary>
    public static void Messages(ref JsonOut json, Utf8Json instructions, Utf8Json messages, ReasoningForm reasoning)
    {
        json.StartArray();
        if (instructions.IsArray())
        {
            json.StartObject();
            json.Member("role"u8, "system");
            Content(ref json, instructions, reasoning);
            json.EndObject();
        }

        foreach (var message in messages.Elements())
        {
            Message(ref json, CapturedMessage.Read(message.Memory), reasoning);
        }

        json.EndArray();
    }

    /// <summary>Writes an answer: a message, or an array of them where the provider answered several.</summary>
    public static void Answer(ref JsonOut json, Utf8Json messages, ReasoningForm reasoning)
    {
        if (messages.CountElements() != 1)
        {
            Messages(ref json, instructions: default, messages, reasoning);
            return;
        }

        foreach (var message in messages.Elements())
        {
            Message(ref json, CapturedMessage.Read(message.Memory), reasoning);
        }
    }

    /// <summary>Writes the parts of messages that an API gets as a list of texts: each text as a text, other parts in OpenAI's form.</summary>
    public static void Texts(ref JsonOut json, Utf8Json messages)
    {
        json.StartArray();
        foreach (var message in messages.Elements())
        {
            foreach (var element in CapturedMessage.Read(message.Memory).Parts.Elements())
            {
                var part = CapturedPart.Read(element.Memory);
                if (part.IsText())
                {
                    json.Raw(part.Content.Span);
                }
                else
                {
                    Part(ref json, part, element);
                }
            }
        }

        json.EndArray();
    }

    /// <summary>Writes declared tools, <c>[{"type":"function","function":{…}}]</c>.</summary>
    public static void Tools(ref JsonOut json, Utf8Json tools)
    {
        json.StartArray();
        foreach (var tool in tools.Elements())
        {
            Tool(ref json, tool);
        }

        json.EndArray();
    }

    /// <summary>Writes one declared tool.</summary>
    public static void Tool(ref JsonOut json, Utf8Json tool)
    {
        var declared = CapturedTool.Read(tool.Memory);
        if (!declared.Type.Is("function"u8))
        {
            json.Raw(tool.Span);
            return;
        }

        json.StartObject();
        json.Member("type"u8, "function");
        json.Name("function"u8);
        json.StartObject();
        json.Member("name"u8, declared.Name);
        json.Member("description"u8, declared.Description);
        json.Member("parameters"u8, declared.Parameters);
        json.EndObject();
        json.EndObject();
    }

    /// <summary>Writes the arguments of a tool call, which OpenAI has as a text.</summary>
    public static void Arguments(ref JsonOut json, Utf8Json arguments)
    {
        if (arguments.IsString())
        {
            json.Raw(arguments.Span);
        }
        else
        {
            JsonQuote.Write(ref json, arguments.Span);
        }
    }

    private static void Message(ref JsonOut json, in CapturedMessage message, ReasoningForm reasoning)
    {
        // A tool's answer is a message of its own.
        var (answers, others) = (0, 0);
        foreach (var element in message.Parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.IsToolAnswer())
            {
                answers++;
                json.StartObject();
                json.Member("role"u8, "tool");
                json.Member("tool_call_id"u8, part.Id);
                json.Name("content"u8);
                json.Raw(part.Response.IsEmpty ? "null"u8 : part.Response.Span);
                json.EndObject();
            }
            else
            {
                others++;
            }
        }

        if (answers > 0 && others == 0)
        {
            return;
        }

        json.StartObject();
        json.Member("role"u8, message.Role);
        json.Member("name"u8, message.Name);
        Content(ref json, message.Parts, reasoning);
        Refusal(ref json, message.Parts);
        if (reasoning == ReasoningForm.Member)
        {
            Reasoning(ref json, message.Parts, "thinking"u8, isEncrypted: false);
            Reasoning(ref json, message.Parts, "redacted_thinking"u8, isEncrypted: true);
        }

        ToolCalls(ref json, message.Parts);
        json.EndObject();
    }

    /// <summary>Writes a single text as a text, and any other content as a list of parts.</summary>
    private static void Content(ref JsonOut json, Utf8Json parts, ReasoningForm reasoning)
    {
        var (texts, others) = (0, 0);
        Utf8Json text = default;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.IsText())
            {
                texts++;
                text = part.Content;
            }
            else if (IsContent(part, reasoning))
            {
                others++;
            }
        }

        json.Name("content"u8);
        if (texts + others == 0)
        {
            json.Raw("null"u8);
        }
        else if (texts == 1 && others == 0 && text.IsString())
        {
            json.Raw(text.Span);
        }
        else
        {
            json.StartArray();
            foreach (var element in parts.Elements())
            {
                var part = CapturedPart.Read(element.Memory);
                if (IsContent(part, reasoning))
                {
                    Part(ref json, part, element);
                }
            }

            json.EndArray();
        }
    }

    private static bool IsContent(in CapturedPart part, ReasoningForm reasoning) =>
        !part.IsToolCall() && !part.IsToolAnswer() && !part.IsRefusal() && (reasoning == ReasoningForm.ContentPart || !part.IsReasoning());

    private static void Part(ref JsonOut json, in CapturedPart part, Utf8Json element)
    {
        if (part.IsText())
        {
            json.StartObject();
            json.Member("type"u8, "text");
            json.Member("text"u8, part.Content);
            json.EndObject();
        }
        else if (part.Type.Is("reasoning"u8))
        {
            json.StartObject();
            json.Member("type"u8, "thinking");
            json.Member("thinking"u8, part.Content);
            json.Member("signature"u8, part.Signature);
            json.EndObject();
        }
        else if (part.IsMedia("image"u8))
        {
            MediaJson.Image(ref json, part);
        }
        else if (part.Modality.Is("audio"u8) && part.Content.IsString())
        {
            MediaJson.Audio(ref json, part);
        }
        else if (part.Modality.IsString())
        {
            MediaJson.File(ref json, part);
        }
        else
        {
            json.Raw(element.Span);
        }
    }

    private static void Refusal(ref JsonOut json, Utf8Json parts)
    {
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.IsRefusal())
            {
                json.Member("refusal"u8, part.Content);
                return;
            }
        }
    }

    private static void Reasoning(ref JsonOut json, Utf8Json parts, ReadOnlySpan<byte> name, bool isEncrypted)
    {
        var isOpen = false;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (!part.IsReasoning() || part.IsEncryptedReasoning() != isEncrypted)
            {
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name(name);
                json.StartArray();
            }

            json.StartObject();
            json.Name("type"u8);
            json.Raw(isEncrypted ? "\"redacted_thinking\""u8 : "\"thinking\""u8);
            json.Member("content"u8, part.Content);
            json.Member("signature"u8, part.Signature);
            json.Member("data"u8, part.Data);
            json.EndObject();
        }

        if (isOpen)
        {
            json.EndArray();
        }
    }

    private static void ToolCalls(ref JsonOut json, Utf8Json parts)
    {
        var isOpen = false;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (!part.IsToolCall())
            {
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name("tool_calls"u8);
                json.StartArray();
            }

            json.StartObject();
            json.Member("id"u8, part.Id);
            json.Member("type"u8, "function");
            json.Name("function"u8);
            json.StartObject();
            json.Member("name"u8, part.Name);
            json.Name("arguments"u8);
            Arguments(ref json, part.Arguments);
            json.EndObject();
            json.EndObject();
        }

        if (isOpen)
        {
            json.EndArray();
        }
    }
}

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
    public static void Messages(ref JsonOut json, Utf8Json instructions, Utf8Json messages)
    {
        json.StartArray();
        if (instructions.IsArray())
        {
            json.StartObject();
            json.Member("role"u8, "system");
            Content(ref json, instructions);
            json.EndObject();
        }

        foreach (var message in messages.Elements())
        {
            Message(ref json, CapturedMessage.Read(message.Memory));
        }

        json.EndArray();
    }

    /// <summary>Writes an answer: a message, or where there are several of them <c>{"choices":[{"message":…}]}</c>.</summary>
    public static void Answer(ref JsonOut json, Utf8Json messages)
    {
        if (messages.CountElements() == 1)
        {
            foreach (var message in messages.Elements())
            {
                Message(ref json, CapturedMessage.Read(message.Memory));
            }

            return;
        }

        json.StartObject();
        json.Name("choices"u8);
        json.StartArray();
        var index = 0;
        foreach (var element in messages.Elements())
        {
            var message = CapturedMessage.Read(element.Memory);
            json.StartObject();
            json.Member("index"u8, index++);
            json.Name("message"u8);
            Message(ref json, message with { FinishReason = default });
            json.Member("finish_reason"u8, message.FinishReason);
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
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

    private static void Message(ref JsonOut json, in CapturedMessage message)
    {
        // A tool's answer is a message of its own.
        var (answers, others) = (0, 0);
        foreach (var element in message.Parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.Type.Is("tool_call_response"u8))
            {
                answers++;
                json.StartObject();
                json.Member("role"u8, "tool");
                json.Member("tool_call_id"u8, part.Id);
                json.Name("content"u8);
                if (part.Response.IsEmpty)
                {
                    json.Raw("null"u8);
                }
                else
                {
                    json.Raw(part.Response.Span);
                }

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
        Content(ref json, message.Parts);
        ToolCalls(ref json, message.Parts);
        json.Member("finish_reason"u8, message.FinishReason);
        json.EndObject();
    }

    /// <summary>Writes a single text as a text, and any other content as a list of parts.</summary>
    private static void Content(ref JsonOut json, Utf8Json parts)
    {
        var (texts, others) = (0, 0);
        Utf8Json text = default;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.Type.Is("text"u8))
            {
                texts++;
                text = part.Content;
            }
            else if (IsContent(part))
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
                if (IsContent(part))
                {
                    Part(ref json, part, element);
                }
            }

            json.EndArray();
        }
    }

    private static bool IsContent(in CapturedPart part) => !part.Type.Is("tool_call"u8) && !part.Type.Is("tool_call_response"u8);

    private static void Part(ref JsonOut json, in CapturedPart part, Utf8Json element)
    {
        if (part.Type.Is("text"u8))
        {
            json.StartObject();
            json.Member("type"u8, "text");
            json.Member("text"u8, part.Content);
            json.EndObject();
        }
        else if (part.Modality.Is("image"u8) && (part.Uri.IsString() || part.Content.IsString()))
        {
            json.StartObject();
            json.Member("type"u8, "image_url");
            json.Name("image_url"u8);
            json.StartObject();
            json.Name("url"u8);
            ImageUrl.Write(ref json, part);
            json.EndObject();
            json.EndObject();
        }
        else
        {
            json.Raw(element.Span);
        }
    }

    private static void ToolCalls(ref JsonOut json, Utf8Json parts)
    {
        var isOpen = false;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (!part.Type.Is("tool_call"u8))
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

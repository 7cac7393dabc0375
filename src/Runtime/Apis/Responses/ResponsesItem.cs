using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Responses;

/// <summary>An item of a response's input or output.</summary>
[PayloadMap]
internal readonly partial struct ResponsesItem
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("role")] public Utf8Json Role { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("summary")] public Utf8Json Summary { get; init; }
    [PayloadField("call_id")] public Utf8Json CallId { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }

    [PayloadField("arguments")]
    [PayloadField("input")] // A custom tool's.
    public Utf8Json Arguments { get; init; }

    [PayloadField("output")] public Utf8Json Output { get; init; }

    public bool IsCall => Type.Is("function_call"u8) || Type.Is("custom_tool_call"u8);

    private bool IsCallOutput => Type.Is("function_call_output"u8) || Type.Is("custom_tool_call_output"u8);

    /// <summary>Writes an input, which is a text or an array of items, as messages.</summary>
    public static void WriteInput(ContentWriter to, Utf8Json input)
    {
        if (input.IsString())
        {
            Start(to, "user"u8);
            Parts.Text(to, input);
            End(to);
            return;
        }

        foreach (var item in input.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            WriteMessage(to, item);
        }
    }

    /// <summary>Writes an item of an input as a message.</summary>
    public static void WriteMessage(ContentWriter to, Utf8Json json)
    {
        var item = Read(json.Memory);
        if (item.Role.IsString())
        {
            to.Json.WriteStartObject();
            to.Text("role"u8, item.Role);
            to.Json.WriteStartArray("parts"u8);
        }
        else
        {
            Start(to, item.IsCallOutput ? "tool"u8 : "assistant"u8);
        }

        Write(to, json);
        End(to);
    }

    /// <summary>Writes the items of an output as the parts of one message.</summary>
    public static void WriteOutput(ContentWriter to, Utf8Json output)
    {
        foreach (var item in output.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            Write(to, item);
        }
    }

    /// <summary>Writes an item as parts of a message.</summary>
    public static void Write(ContentWriter to, Utf8Json json)
    {
        var item = Read(json.Memory);
        if (item.Role.IsString() || item.Type.Is("message"u8))
        {
            ContentPart.WriteAll(to, item.Content);
        }
        else if (item.IsCall)
        {
            Parts.ToolCall(to, item.CallId, item.Name, item.Arguments);
        }
        else if (item.IsCallOutput)
        {
            Parts.ToolResponse(to, item.CallId, item.Output);
        }
        else if (item.Type.Is("reasoning"u8))
        {
            WriteReasoning(to, item.Content.CountElements() > 0 ? item.Content : item.Summary);
        }
        else
        {
            Parts.Other(to, item.Type, json);
        }
    }

    private static void WriteReasoning(ContentWriter to, Utf8Json texts)
    {
        foreach (var text in texts.Elements())
        {
            if (to.HasRoom())
            {
                Parts.Reasoning(to, ContentPart.Read(text.Memory).Text);
            }
        }
    }

    private static void Start(ContentWriter to, ReadOnlySpan<byte> role)
    {
        to.Json.WriteStartObject();
        to.Json.WriteString("role"u8, role);
        to.Json.WriteStartArray("parts"u8);
    }

    private static void End(ContentWriter to)
    {
        to.Json.WriteEndArray();
        to.Json.WriteEndObject();
    }
}

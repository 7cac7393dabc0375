using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Chat;

/// <summary>A message of OpenAI's chat completions, in a request or a response.</summary>
[PayloadMap]
internal readonly partial struct ChatMessage
{
    [PayloadField("role")] public Utf8Json Role { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("refusal")] public Utf8Json Refusal { get; init; }

    [PayloadField("reasoning_content")] // DeepSeek, LiteLLM.
    [PayloadField("reasoning")] // OpenRouter.
    [PayloadField("thinking")] // Ollama.
    public Utf8Json Reasoning { get; init; }

    [PayloadField("tool_calls")] public Utf8Json ToolCalls { get; init; }
    [PayloadField("function_call")] public Utf8Json FunctionCall { get; init; }
    [PayloadField("tool_call_id")] public Utf8Json ToolCallId { get; init; }
    [PayloadField("audio.transcript")] public Utf8Json Transcript { get; init; }

    /// <summary>Writes the messages of an array.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json messages)
    {
        foreach (var message in messages.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            if (message.IsObject())
            {
                Write(to, message, finishReason: null);
            }
        }
    }

    /// <summary>Writes a message. A message of a response has a finish reason.</summary>
    public static void Write(ContentWriter to, Utf8Json json, string? finishReason)
    {
        var message = Read(json.Memory);
        to.Json.WriteStartObject();
        to.Json.WritePropertyName("role"u8);
        if (message.Role.IsString())
        {
            to.Text(message.Role);
        }
        else
        {
            to.Json.WriteStringValue(finishReason is null ? "user"u8 : "assistant"u8);
        }

        to.Json.WriteStartArray("parts"u8);
        message.WriteParts(to);
        to.Json.WriteEndArray();
        to.Text("name"u8, message.Name);
        if (finishReason is not null)
        {
            to.Json.WriteString("finish_reason"u8, finishReason);
        }

        to.Json.WriteEndObject();
    }

    private void WriteParts(ContentWriter to)
    {
        if (Role.Is("tool"u8) || Role.Is("function"u8))
        {
            Parts.ToolResponse(to, ToolCallId, Content);
            return;
        }

        if (Reasoning.IsString())
        {
            Parts.Reasoning(to, Reasoning);
        }

        ContentPart.WriteAll(to, Content);
        Parts.Simple(to, "refusal"u8, Refusal);
        Parts.Text(to, Transcript);
        foreach (var call in ToolCalls.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            var tool = ChatToolCall.Read(call.Memory);
            Parts.ToolCall(to, tool.Id, tool.CalledName, tool.CalledArguments);
        }

        if (FunctionCall.IsObject())
        {
            var function = ChatFunction.Read(FunctionCall.Memory);
            Parts.ToolCall(to, id: default, function.Name, function.Arguments);
        }
    }
}

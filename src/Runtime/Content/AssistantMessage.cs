namespace TracedLlm.Content;

/// <summary>Writes messages whose role is <c>assistant</c>.</summary>
internal static class AssistantMessage
{
    /// <summary>Writes a message that consists of one text.</summary>
    public static void Write(ContentWriter to, Utf8Json text, string finishReason)
    {
        Start(to);
        Parts.Text(to, text);
        End(to, finishReason);
    }

    public static void Start(ContentWriter to)
    {
        to.Json.WriteStartObject();
        to.Json.WriteString("role"u8, "assistant"u8);
        to.Json.WriteStartArray("parts"u8);
    }

    /// <summary>Ends a message. It always writes <c>finish_reason</c>, because a backend rejects all messages if one has no reason.</summary>
    public static void End(ContentWriter to, string finishReason)
    {
        to.Json.WriteEndArray();
        to.Json.WriteString("finish_reason"u8, finishReason);
        to.Json.WriteEndObject();
    }
}

namespace TracedLlm.Content;

/// <summary>Writes messages of the assistant.</summary>
internal static class Answers
{
    /// <summary>Writes an answer of nothing but text.</summary>
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

    /// <summary>Ends a message; <c>finish_reason</c> is always there, since a backend refuses all messages without it.</summary>
    public static void End(ContentWriter to, string finishReason)
    {
        to.Json.WriteEndArray();
        to.Json.WriteString("finish_reason"u8, finishReason);
        to.Json.WriteEndObject();
    }
}

namespace TracedLlm.Apis;

/// <summary>Recognises the events that end a stream. A caller that leaves after such an event does not cancel the request.</summary>
internal static class TerminalEvents
{
    // The length of the longest name in IsName.
    private const int LongestName = 26;

    private static ReadOnlySpan<byte> Error => "{\"error\":"u8;

    /// <summary>
    /// Whether the event ends a stream: by its name, by the <c>type</c> at the start of its data, or by the finish reason of Gemini's
    /// last event.
    /// </summary>
    public static bool Contain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!name.IsEmpty)
        {
            return IsName(name);
        }

        return data.SequenceEqual("[DONE]"u8)
            || IsError(data)
            || (TypeOf(data) is { IsEmpty: false } type && IsName(type))
            || (data.StartsWith("{\"candidates\":"u8) && EventScan.MayHaveValue(data, "\"finishReason\""u8));
    }

    private static bool IsName(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("done"u8),
        5 => name.SequenceEqual("error"u8),
        12 => name.SequenceEqual("message_stop"u8),
        15 => name.SequenceEqual("response.failed"u8),
        17 => name.SequenceEqual("speech.audio.done"u8),
        18 => name.SequenceEqual("response.completed"u8),
        19 => name.SequenceEqual("response.incomplete"u8),
        20 => name.SequenceEqual("transcript.text.done"u8) || name.SequenceEqual("image_edit.completed"u8),
        LongestName => name.SequenceEqual("image_generation.completed"u8),
        _ => false,
    };

    // OpenAI's clients close the connection when they receive an error.
    private static bool IsError(ReadOnlySpan<byte> data) =>
        data.StartsWith(Error) && data[Error.Length..].TrimStart((byte)' ') is [(byte)'{' or (byte)'"', ..];

    /// <summary>The <c>type</c> of an event whose data begins with it. Anthropic and OpenAI send it first.</summary>
    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith("{\"type\":"u8))
        {
            return default;
        }

        var value = data[8..].TrimStart((byte)' ');
        if (value.IsEmpty || value[0] != (byte)'"')
        {
            return default;
        }

        value = value[1..Math.Min(value.Length, LongestName + 2)];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? default : value[..end];
    }
}

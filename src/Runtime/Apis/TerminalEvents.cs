namespace TracedLlm.Apis;

/// <summary>
/// The table of the named events that end a stream, of all APIs. The readers of Gemini, Bedrock and Ollama know the last events that have no
/// such name. A caller that leaves after such an event does not cancel the request. A
/// stream that ends without a last event is incomplete.
/// </summary>
internal static class TerminalEvents
{
    private static readonly TerminalEvent[] Rows =
    [
        new("message_stop", StreamSignal.Last, "messages"),
        new("response.completed", StreamSignal.Last, "responses"),
        new("response.incomplete", StreamSignal.Last, "responses"),
        new("response.failed", StreamSignal.Error, "responses"),
        new("done", StreamSignal.Last, "runs of threads"),
        new("speech.audio.done", StreamSignal.Last, "speech"),
        new("transcript.text.done", StreamSignal.Last, "transcriptions"),
        new("image_generation.completed", StreamSignal.Last, "images"),
        new("image_edit.completed", StreamSignal.Last, "images"),
        new("message-end", StreamSignal.Last, "Cohere's chat"),
        new("error", StreamSignal.Error, "all"),
    ];

    // The lookup runs for every event, and nearly always finds nothing: the length of a name already excludes most rows.
    private static readonly TerminalEvent[][] ByLength =
        [.. Enumerable.Range(0, Rows.Max(row => row.Name.Length) + 1).Select(length => Array.FindAll(Rows, row => row.Name.Length == length))];

    private static ReadOnlySpan<byte> Error => "{\"error\":"u8;

    /// <summary>The rows of events with a name. The other forms are those of <see cref="Read"/>.</summary>
    public static IReadOnlyList<TerminalEvent> All => Rows;

    /// <summary>
    /// What the event says about its stream: by its name, by the <c>type</c> or the <c>error</c> at the start of its data, by the
    /// text <c>[DONE]</c>, or by the finish reason of Gemini's last event. It reads no further, because it sees every event;
    /// the readers of the APIs find the others.
    /// </summary>
    public static StreamSignal Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            return StreamSignal.Last;
        }

        // An event without a name is a "message", and some servers write that name (HTML standard, 9.2.6).
        if (!name.IsEmpty && !name.SequenceEqual("message"u8))
        {
            var named = Find(name);
            return named == StreamSignal.None && IsError(data) ? StreamSignal.Error : named;
        }

        return IsError(data) ? StreamSignal.Error
            : TypeOf(data) is { IsEmpty: false } type ? Find(type)
            : data.StartsWith("{\"candidates\":"u8) && EventScan.MayHaveValue(data, "\"finishReason\""u8) ? StreamSignal.Last
            : StreamSignal.None;
    }

    /// <summary>What an event with this name or <c>type</c> says about its stream.</summary>
    public static StreamSignal Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < ByLength.Length)
        {
            foreach (var row in ByLength[name.Length])
            {
                if (name.SequenceEqual(row.Utf8Name))
                {
                    return row.Signal;
                }
            }
        }

        return StreamSignal.None;
    }

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

        value = value[1..Math.Min(value.Length, ByLength.Length + 1)];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? default : value[..end];
    }
}

namespace TracedLlm.Taps;

/// <summary>Decides by <c>Content-Type</c> and <c>Content-Encoding</c> how a response is read.</summary>
internal static class MediaTypes
{
    /// <summary>How a response with this <c>Content-Type</c> is read. A response without a type is read as JSON.</summary>
    public static PayloadKind KindOf(string? contentType)
    {
        var type = WithoutParameters(contentType);
        if (type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return PayloadKind.Events;
        }

        if (type.Equals("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase))
        {
            return PayloadKind.Frames;
        }

        if (type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/jsonl", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/stream+json", StringComparison.OrdinalIgnoreCase))
        {
            return PayloadKind.Lines;
        }

        return type.IsEmpty
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            ? PayloadKind.Json
            : PayloadKind.None;
    }

    /// <summary>
    /// Whether this <c>Content-Type</c> is stated, and is JSON, an event stream, or HTML, which proxies send instead of an answer.
    /// </summary>
    public static bool IsTextType(string? contentType)
    {
        var type = WithoutParameters(contentType);
        return !type.IsEmpty && (KindOf(contentType) != PayloadKind.None || type.Equals("text/html", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>How a response is read by its beginning, which proves the media type wrong or stands in for it.</summary>
    /// <param name="beginning">The bytes from the first that is neither white space nor part of a byte order mark.</param>
    /// <param name="declared">How the media type says that the response is read.</param>
    public static PayloadKind KindOf(ReadOnlySpan<byte> beginning, PayloadKind declared)
    {
        if (declared == PayloadKind.Events)
        {
            // A line of an event stream may begin with any name: a client skips fields that it does not know.
            return beginning is [(byte)'{' or (byte)'[', ..] || beginning.TrimEnd(" \t\r\n"u8).SequenceEqual("null"u8) ? PayloadKind.Json : declared;
        }

        return KindOf(beginning[0]) ?? declared;
    }

    // Null if the byte begins neither JSON nor a line of an event stream.
    private static PayloadKind? KindOf(byte first) => first switch
    {
        (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' or (>= (byte)'0' and <= (byte)'9') => PayloadKind.Json,
        (byte)'d' or (byte)'e' or (byte)'i' or (byte)'r' or (byte)':' => PayloadKind.Events, // data, event, id, retry, a comment.
        _ => null,
    };

    private static ReadOnlySpan<char> WithoutParameters(string? contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        return (parameters < 0 ? type : type[..parameters]).Trim();
    }

    /// <summary>Whether a response with this <c>Content-Encoding</c> is compressed or otherwise encoded.</summary>
    public static bool IsEncoded(string? contentEncoding) =>
        !string.IsNullOrWhiteSpace(contentEncoding) && !contentEncoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether <paramref name="content"/> is JSON, or with <paramref name="orEvents"/> an event stream, and not encoded.</summary>
    public static bool IsText(HttpContent content, bool orEvents)
    {
        var headers = content.Headers.NonValidated;
        if (!headers.TryGetValues("Content-Type", out var type)
            || (headers.TryGetValues("Content-Encoding", out var encoding) && IsEncoded(encoding.ToString())))
        {
            return false;
        }

        return KindOf(type.ToString()) switch
        {
            PayloadKind.Json => true,
            PayloadKind.Events or PayloadKind.Lines => orEvents,
            _ => false,
        };
    }
}

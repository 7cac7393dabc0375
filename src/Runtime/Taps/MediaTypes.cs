namespace TracedLlm.Taps;

/// <summary>Decides by <c>Content-Type</c> and <c>Content-Encoding</c> how a response is read.</summary>
internal static class MediaTypes
{
    /// <summary>How a response with this <c>Content-Type</c> is read. A response without a type is read as JSON.</summary>
    public static PayloadKind KindOf(string? contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
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
    /// How a response is read by its first byte that is neither white space nor part of a byte order mark; <see langword="null"/> if
    /// that byte begins neither JSON nor a line of an event stream.
    /// </summary>
    public static PayloadKind? KindOf(byte first) => first switch
    {
        (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' or (>= (byte)'0' and <= (byte)'9') => PayloadKind.Json,
        (byte)'d' or (byte)'e' or (byte)'i' or (byte)'r' or (byte)':' => PayloadKind.Events, // data, event, id, retry, a comment.
        _ => null,
    };

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

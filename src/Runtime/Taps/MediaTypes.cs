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

        return type.IsEmpty
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            ? PayloadKind.Json
            : PayloadKind.None;
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
            PayloadKind.Events => orEvents,
            _ => false,
        };
    }
}

namespace TracedLlm.Taps;

/// <summary>What a <c>Content-Type</c> and a <c>Content-Encoding</c> mean for the reading of a response.</summary>
internal static class MediaTypes
{
    /// <summary>How a response of <paramref name="contentType"/> is read. One without a type is taken for JSON, which says at worst nothing.</summary>
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

    /// <summary>Whether <paramref name="contentEncoding"/> hides the text.</summary>
    public static bool IsEncoded(string? contentEncoding) =>
        !string.IsNullOrWhiteSpace(contentEncoding) && !contentEncoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether <paramref name="content"/> is JSON, or events, in plain text.</summary>
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

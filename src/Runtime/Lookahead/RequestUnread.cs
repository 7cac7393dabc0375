namespace TracedLlm.Lookahead;

/// <summary>The reasons why a request's body, or the rest of it, was not read. The attribute and the counter use these names.</summary>
internal static class RequestUnread
{
    /// <summary>The body has a <c>Content-Encoding</c>.</summary>
    public const string Encoded = "encoded";

    /// <summary>The body is longer than the limit. Its beginning was read.</summary>
    public const string TooLong = "too_long";

    /// <summary>The lookaheads of all requests together use the whole budget.</summary>
    public const string NoMemory = "no_memory";

    /// <summary>Other requests of the same connection, key or address use as much of the budget as they may.</summary>
    public const string CallerMemory = "caller_memory";

    /// <summary>The connection closed before the end of the body.</summary>
    public const string BrokenOff = "broken_off";

    /// <summary>The handler did not read the body to its end.</summary>
    public const string LeftUnread = "left_unread";

    /// <summary>Another middleware buffers the body while it is read, so that a lookahead is not possible.</summary>
    public const string Buffered = "buffered";
}

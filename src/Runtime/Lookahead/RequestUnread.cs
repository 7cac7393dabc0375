namespace TracedLlm.Lookahead;

/// <summary>Why a request's body, or the rest of it, was not read, as the attribute and the counter name it.</summary>
internal static class RequestUnread
{
    /// <summary>It has a <c>Content-Encoding</c>.</summary>
    public const string Encoded = "encoded";

    /// <summary>It is longer than what is kept of a body; its beginning was read.</summary>
    public const string TooLong = "too_long";

    /// <summary>All requests together hold as much as they may.</summary>
    public const string NoMemory = "no_memory";

    /// <summary>It ended before its end.</summary>
    public const string BrokenOff = "broken_off";

    /// <summary>The handler did not read it to its end.</summary>
    public const string LeftUnread = "left_unread";

    /// <summary>Another middleware buffers it as it is read, so that it cannot be read ahead.</summary>
    public const string Buffered = "buffered";
}

namespace TracedLlm.Taps;

/// <summary>The reasons why a response, or a part of it, was not read.</summary>
internal enum UnreadReason
{
    /// <summary>All of the response was read, or it is neither JSON nor an event stream.</summary>
    None,

    /// <summary>The response already had a <c>Content-Encoding</c> when it reached the tap.</summary>
    Encoded,

    /// <summary>The body or an event is longer than the limit of content. Its facts were read, and of a body the beginning.</summary>
    TooLong,

    /// <summary>The response was sent as a file, whose bytes do not pass the tap.</summary>
    SentAsFile,
}

namespace TracedLlm.Taps;

/// <summary>Why a response, or a part of it, was passed without being read.</summary>
internal enum UnreadReason
{
    /// <summary>All of it was read, or it is neither JSON nor an event stream.</summary>
    None,

    /// <summary>It has a <c>Content-Encoding</c> that was there before it came by.</summary>
    Encoded,

    /// <summary>The body, or an event, is longer than what is read; of a body the beginning was.</summary>
    TooLong,

    /// <summary>It was sent as a file, which does not come by.</summary>
    SentAsFile,
}

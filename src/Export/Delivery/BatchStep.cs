namespace TracedLlm.Export.Delivery;

/// <summary>What a sender does with a batch after an answer.</summary>
internal enum BatchStep
{
    /// <summary>Count the piece as exported, except for the spans that the answer rejects.</summary>
    Export,

    /// <summary>Send the same piece again at once, without compression.</summary>
    SendUncompressed,

    /// <summary>Cut the piece in two and send the first part at once.</summary>
    Split,

    /// <summary>Leave the content out of the one span of the piece, and send it at once.</summary>
    Shorten,

    /// <summary>Drop the piece.</summary>
    Drop,

    /// <summary>Drop all spans that are left of the batch.</summary>
    DropBatch,

    /// <summary>Try the same piece again later.</summary>
    Wait,

    /// <summary>Cut the piece in two between traces, and try both parts later.</summary>
    WaitHalved,

    /// <summary>Cut the piece into its traces, and try each of them later.</summary>
    WaitInTraces,

    /// <summary>Cut the piece in two between any spans, and try both parts later.</summary>
    WaitSplit,
}

namespace TracedLlm.Tests.Bodies;

/// <summary>What a caller does in the middle of its body.</summary>
public enum BrokenBody
{
    /// <summary>Resets the connection; the length was promised.</summary>
    ResetLength,

    /// <summary>Resets the connection between two chunks.</summary>
    ResetChunked,

    /// <summary>Ends its side of the connection early.</summary>
    HalfClosed,

    /// <summary>Resets its stream of an HTTP/2 connection.</summary>
    ResetStream,

    /// <summary>Sends a chunk size of more than 2^64.</summary>
    HugeChunk,

    /// <summary>Sends a chunk size of 2^31.</summary>
    LargeChunk,

    /// <summary>Sends a chunk size that is no number.</summary>
    WordForChunk,

    /// <summary>Sends more than a chunk's size.</summary>
    LongChunk,
}

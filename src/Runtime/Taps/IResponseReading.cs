namespace TracedLlm;

/// <summary>The reading of the response that leaves the gateway, as far as its request needs it.</summary>
internal interface IResponseReading
{
    /// <summary>When its first chunk came, UTC; unset if none did.</summary>
    DateTime? FirstChunk { get; }

    /// <summary>The time from the first chunk to the last; unset for fewer than two.</summary>
    TimeSpan? ChunksElapsed { get; }

    /// <summary>The mean time from one chunk to the next; unset for fewer than two.</summary>
    TimeSpan? TimePerChunk { get; }

    /// <summary>The response has ended; only the first call counts.</summary>
    /// <param name="complete">Whether it came to its end.</param>
    void OnEnd(bool complete);
}

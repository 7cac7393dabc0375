namespace TracedLlm.Taps;

/// <summary>How a response ended.</summary>
/// <param name="IsComplete">Whether the response reached its end: it did not break off, and the caller did not leave before.</param>
/// <param name="StatusCode">The response's status.</param>
/// <param name="Unread">The reason why some or all of the response was not read.</param>
/// <param name="HasBody">Whether the response had a byte that is not white space.</param>
/// <param name="Chunks">The times of the response's events; <see langword="null"/> if it had none.</param>
internal readonly record struct PayloadEnd(bool IsComplete, int StatusCode, UnreadReason Unread, bool HasBody, ChunkTimes? Chunks)
{
    /// <summary>Whether the media type is stated, and is JSON, an event stream, or HTML, which proxies send instead of an answer.</summary>
    public bool HasTextType { get; init; }
}

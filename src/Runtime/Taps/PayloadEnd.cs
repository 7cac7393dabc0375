namespace TracedLlm.Taps;

/// <summary>How a response ended for its reader.</summary>
/// <param name="IsComplete">Whether it came to its end: it did not break off, and nobody left before.</param>
/// <param name="StatusCode">Its status.</param>
/// <param name="Unread">Why some or all of it was not read.</param>
/// <param name="Chunks">The times of its events; empty for what is not an event stream.</param>
internal readonly record struct PayloadEnd(bool IsComplete, int StatusCode, UnreadReason Unread, ChunkTimes Chunks);

namespace TracedLlm.Testing.Otlp;

/// <summary>One export request, accepted or not.</summary>
/// <param name="Headers">Request headers; names ignore case, repeated headers are joined with a comma.</param>
/// <param name="WireBytes">The length of the body as sent, in bytes (compressed if it was).</param>
/// <param name="StatusCode">The status code answered.</param>
/// <param name="Spans">The spans of the request; empty if it could not be read.</param>
/// <param name="Refusal">The reason why the request could not be read, or null.</param>
public sealed record ReceivedPost(
    IReadOnlyDictionary<string, string> Headers,
    long WireBytes,
    int StatusCode,
    IReadOnlyList<ReceivedSpan> Spans,
    string? Refusal);

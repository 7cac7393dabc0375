namespace TracedLlm.Testing.Otlp;

/// <summary>One export request, whatever was answered to it.</summary>
/// <param name="Headers">Request headers; names without regard to case, repeated ones joined with a comma.</param>
/// <param name="WireBytes">The length of the body as sent, in bytes (compressed if it was).</param>
/// <param name="StatusCode">The status code answered.</param>
/// <param name="Spans">The spans in it; empty where it could not be read.</param>
/// <param name="Refusal">Why it could not be read, or null.</param>
public sealed record ReceivedPost(
    IReadOnlyDictionary<string, string> Headers,
    long WireBytes,
    int StatusCode,
    IReadOnlyList<ReceivedSpan> Spans,
    string? Refusal);

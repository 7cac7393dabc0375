namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response that the gateway reads completely before it sends any part of it.</summary>
internal sealed record BufferedAnswer(string? ContentType, byte[] Body)
{
    /// <summary>Whether the body is a stream: of events, of lines of JSON as Ollama's, or of frames as Bedrock's.</summary>
    public bool IsStream => HasType("text/event-stream") || HasType("application/x-ndjson") || IsFrames;

    /// <summary>Whether the body is a stream of frames.</summary>
    public bool IsFrames => HasType("application/vnd.amazon.eventstream");

    /// <summary>Whether the body is plain text, as a transcription may be.</summary>
    public bool IsText => !IsStream && HasType("text/");

    private bool HasType(string start) => ContentType?.StartsWith(start, StringComparison.OrdinalIgnoreCase) is true;
}

namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response that the gateway reads completely before it sends any part of it.</summary>
internal sealed record BufferedAnswer(string? ContentType, byte[] Body)
{
    public bool IsStream => ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Whether the body is plain text, as a transcription may be.</summary>
    public bool IsText => !IsStream && ContentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is true;
}

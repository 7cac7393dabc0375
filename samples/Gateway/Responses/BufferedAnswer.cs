namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response that is held back until it is complete.</summary>
internal sealed record BufferedAnswer(string? ContentType, byte[] Body)
{
    public bool IsStream => ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Whether it is text and nothing else, as a transcription may be.</summary>
    public bool IsText => !IsStream && ContentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is true;
}

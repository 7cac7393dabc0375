namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response that is held back until it is complete.</summary>
internal sealed record BufferedAnswer(string? ContentType, byte[] Body)
{
    public bool IsStream => ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;
}

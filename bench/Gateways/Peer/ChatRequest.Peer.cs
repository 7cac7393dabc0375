namespace TracedLlm.Bench.Gateways;

/// <summary>What tracing by hand reads besides: one reading of the body serves both.</summary>
internal sealed partial class ChatRequest
{
    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public long? MaxTokens { get; init; }

    public string? User { get; init; }

    public StreamOptions? StreamOptions { get; init; }

    public ChatMetadata? Metadata { get; init; }
}

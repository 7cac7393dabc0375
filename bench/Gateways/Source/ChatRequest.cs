namespace TracedLlm.Bench.Gateways;

/// <summary>What the gateway reads of a request.</summary>
internal sealed partial class ChatRequest
{
    public string? Model { get; init; }

    public bool Stream { get; init; }
}

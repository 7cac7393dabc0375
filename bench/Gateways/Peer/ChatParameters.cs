namespace TracedLlm.Bench.Gateways;

/// <summary>The parameters of a request, for one attribute.</summary>
internal sealed class ChatParameters(ChatRequest request)
{
    public bool Stream => request.Stream;

    public StreamOptions? StreamOptions => request.StreamOptions;

    public double? Temperature => request.Temperature;

    public double? TopP => request.TopP;

    public long? MaxTokens => request.MaxTokens;

    public string? User => request.User;
}

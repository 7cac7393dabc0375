namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>The fields of a chat request that a gateway reads; with content capture it keeps the messages too.</summary>
[PayloadMap]
public readonly partial struct ChatRequest
{
    [PayloadField("model", Tag = GenAi.RequestModel)]
    public string? Model { get; init; }

    [PayloadField("stream")]
    public bool? Stream { get; init; }

    [PayloadField("max_tokens")]
    public long? MaxTokens { get; init; }

    [PayloadField("temperature")]
    public double? Temperature { get; init; }

    [PayloadField("top_p")]
    public double? TopP { get; init; }

    [PayloadField("user")]
    public string? User { get; init; }

    [PayloadField("metadata.trace_id")]
    public string? TraceId { get; init; }

    [PayloadField("messages", Content = true)]
    public Utf8Json Messages { get; init; }
}

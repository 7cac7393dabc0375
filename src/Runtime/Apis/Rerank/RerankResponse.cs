namespace TracedLlm;

/// <summary>The response of <c>/v1/rerank</c>, in Cohere's form and in that of Jina, Voyage and others.</summary>
[PayloadMap]
internal readonly partial struct RerankResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("results")] public Utf8Json Results { get; init; }
    [PayloadField("meta.billed_units.search_units")] public long? SearchUnits { get; init; }

    [PayloadField("meta.tokens.input_tokens")]
    [PayloadField("meta.billed_units.input_tokens")]
    [PayloadField("usage.total_tokens")]
    public long? InputTokens { get; init; }

    [PayloadField("meta.tokens.output_tokens")] public long? OutputTokens { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}

namespace TracedLlm.Apis.Cohere;

/// <summary>The <c>usage</c> of Cohere's chat: the tokens of the model, else those that are billed.</summary>
[PayloadMap]
internal readonly partial struct CohereUsage
{
    [PayloadField("tokens.input_tokens")]
    [PayloadField("billed_units.input_tokens")]
    public double? Input { get; init; }

    [PayloadField("tokens.output_tokens")]
    [PayloadField("billed_units.output_tokens")]
    public double? Output { get; init; }

    [PayloadField("cached_tokens")] public double? Cached { get; init; }
    [PayloadField("billed_units.search_units")] public double? SearchUnits { get; init; }

    /// <summary>The counts, which Cohere's API defines as numbers with a fraction. A negative count is absent.</summary>
    public TokenUsage ToUsage() => new() { Input = TokenUsage.Whole(Input), Output = TokenUsage.Whole(Output), CacheRead = TokenUsage.Whole(Cached) };

    /// <summary>The searches that are billed.</summary>
    public long? Searches => TokenUsage.Whole(SearchUnits);
}

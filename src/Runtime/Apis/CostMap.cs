namespace TracedLlm.Apis;

/// <summary>The cost of a response in parts, in USD, as Perplexity reports it.</summary>
[PayloadMap]
internal readonly partial struct CostMap
{
    [PayloadField("total_cost")] public double? Total { get; init; }
    [PayloadField("input_tokens_cost")] public double? Input { get; init; }
    [PayloadField("output_tokens_cost")] public double? Output { get; init; }
}

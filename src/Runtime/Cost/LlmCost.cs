namespace TracedLlm;

/// <summary>What a request cost, in USD.</summary>
public sealed record LlmCost
{
    /// <summary>The whole cost (<c>litellm.cost.total</c>); <see langword="null"/> if it is not known.</summary>
    public double? Total { get; init; }

    /// <summary>The cost of the input (<c>litellm.cost.input</c>); <see langword="null"/> if it is not known.</summary>
    public double? Input { get; init; }

    /// <summary>The cost of the output (<c>litellm.cost.output</c>); <see langword="null"/> if it is not known.</summary>
    public double? Output { get; init; }

    /// <summary>The part of <see cref="Input"/> for tokens that were read from the provider's cache (<c>litellm.cost.cache_read</c>); <see langword="null"/> if it is not known.</summary>
    public double? CacheRead { get; init; }

    /// <summary>The part of <see cref="Input"/> for tokens that were written to the provider's cache (<c>litellm.cost.cache_creation</c>); <see langword="null"/> if it is not known.</summary>
    public double? CacheCreation { get; init; }
}

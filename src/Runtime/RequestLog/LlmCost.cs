namespace TracedLlm;

/// <summary>What a request cost, in USD, as its provider reported or the gateway stated (<see cref="LlmTrace.SetCost"/>).</summary>
public sealed record LlmCost
{
    /// <summary>The whole cost (<c>litellm.cost.total</c>); <see langword="null"/> if it is not known.</summary>
    public double? Total { get; init; }

    /// <summary>The cost of the input (<c>litellm.cost.input</c>); <see langword="null"/> if it is not known.</summary>
    public double? Input { get; init; }

    /// <summary>The cost of the output (<c>litellm.cost.output</c>); <see langword="null"/> if it is not known.</summary>
    public double? Output { get; init; }
}

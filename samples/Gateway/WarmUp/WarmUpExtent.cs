namespace TracedLlm.Samples.Gateway;

/// <summary>How often the requests of <see cref="RouteWarmUp"/> are served.</summary>
/// <param name="Stages">The stages; after each one, the JIT compiles what was called often.</param>
/// <param name="Calls">The times that each request is served in a stage.</param>
internal sealed record WarmUpExtent(int Stages, int Calls)
{
    private const string Variable = "GATEWAY_WARM_UP";

    // The runtime compiles a method again when it was called 30 times: first with probes (TieredPGO), then with what they have counted.
    // https://learn.microsoft.com/dotnet/core/runtime-config/compilation
    private const int CallsOfTier = 32;
    private const int Tiers = 2;

    /// <summary>No request.</summary>
    public static WarmUpExtent None { get; } = new(0, 0);

    /// <summary>Each request once: what is loaded and compiled at the first request.</summary>
    public static WarmUpExtent Once { get; } = new(1, 1);

    /// <summary>As often as the runtime needs to compile the methods for good.</summary>
    public static WarmUpExtent Full { get; } = new(Tiers, CallsOfTier);

    /// <summary>What the environment asks for: <c>GATEWAY_WARM_UP=false</c>, <c>full</c>, otherwise once.</summary>
    public static WarmUpExtent Read() => Environment.GetEnvironmentVariable(Variable)?.ToUpperInvariant() switch
    {
        "FALSE" => None,
        "FULL" => Full,
        _ => Once,
    };
}

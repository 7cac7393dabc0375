namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's strategies that the gateway has.</summary>
internal static class RoutingStrategies
{
    public const string SimpleShuffle = "simple-shuffle";
    public const string LeastBusy = "least-busy";
    public const string LowestLatency = "latency-based-routing";

    private static readonly Dictionary<string, Func<IServiceProvider, IRoutingStrategy>> Table = new(StringComparer.Ordinal)
    {
        [SimpleShuffle] = services => ActivatorUtilities.CreateInstance<SimpleShuffle>(services),
        [LeastBusy] = services => ActivatorUtilities.CreateInstance<LeastBusy>(services),
        [LowestLatency] = services => ActivatorUtilities.CreateInstance<LowestLatency>(services),
    };

    /// <summary>The names of the strategies.</summary>
    public static IReadOnlyCollection<string> Names => Table.Keys;

    /// <summary>Creates the strategy of the configuration.</summary>
    public static IRoutingStrategy Create(IServiceProvider services) => Table[services.GetRequiredService<GatewayConfiguration>().Routing.Strategy](services);
}

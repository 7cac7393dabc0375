namespace TracedLlm.Samples.Gateway;

/// <summary>How the gateway chooses among deployments, and what follows a failure, besides the retries of <see cref="GatewayConfiguration.NumRetries"/>.</summary>
internal sealed record RoutingSettings
{
    /// <summary>One of <see cref="RoutingStrategies"/>.</summary>
    public string Strategy { get; init; } = RoutingStrategies.SimpleShuffle;

    /// <summary>For how long <c>latency-based-routing</c> remembers an answer.</summary>
    public TimeSpan LatencyLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many answers of a deployment <c>latency-based-routing</c> remembers. LiteLLM's default.</summary>
    public int LatencyAnswers { get; init; } = 10;

    /// <summary>By which part of the lowest latency a deployment may be slower and still share the requests: 0.5 is by half.</summary>
    public double LatencyBuffer { get; init; }

    /// <summary>The models to try after another one has failed.</summary>
    public FallbackLists Fallbacks { get; init; } = new();

    /// <summary>How many fallbacks a request has at most, if fallbacks have fallbacks. LiteLLM's default.</summary>
    public int MaxFallbacks { get; init; } = 5;

    /// <summary>The retries for each class of errors; <see langword="null"/>: as many as the configuration has.</summary>
    public ErrorCounts? RetriesByError { get; init; }

    /// <summary>The same for single model names.</summary>
    public IReadOnlyDictionary<string, ErrorCounts> RetriesByModel { get; init; } = new Dictionary<string, ErrorCounts>();

    /// <summary>When deployments rest.</summary>
    public CooldownSettings Cooldowns { get; init; } = new();

    /// <summary>How long to wait for an answer that is a stream; <see langword="null"/>: as long as for others.</summary>
    public TimeSpan? StreamTimeout { get; init; }
}

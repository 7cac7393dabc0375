namespace TracedLlm.Bench.Micro.Methods;

/// <summary>The argument of a stage: twenty values for attributes.</summary>
internal sealed class StageInput
{
    public string Tenant { get; init; } = "acme";

    public string Region { get; init; } = "eu-central-1";

    public string Deployment { get; init; } = "blue-7";

    public int PromptLength { get; init; } = 4821;

    public bool IsStreaming { get; init; } = true;

    public string Client { get; init; } = "openai-dotnet/2.10.0";

    public string Feature { get; init; } = "assistant";

    public string Tier { get; init; } = "gold";

    public string CacheKey { get; init; } = "c0ffee";

    public int CacheTtl { get; init; } = 300;

    public string Policy { get; init; } = "default";

    public int PolicyVersion { get; init; } = 12;

    public double Budget { get; init; } = 12.5;

    public string Currency { get; init; } = "EUR";

    public int Priority { get; init; } = 3;

    public string Queue { get; init; } = "interactive";

    public string Session { get; init; } = "s-4711";

    public string Experiment { get; init; } = "router-b";

    public bool IsInternal { get; init; }

    public string Language { get; init; } = "de";
}

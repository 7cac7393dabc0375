using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>What the gateway is told to do: a <c>config.yaml</c>, checked and resolved.</summary>
internal sealed record GatewayConfiguration
{
    /// <summary>Every deployment of every model name, in the file's order.</summary>
    public required IReadOnlyList<Deployment> Deployments { get; init; }

    /// <summary>The model names to try after the one asked for has failed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How often a failed call is made again within one model name.</summary>
    public int NumRetries { get; init; }

    /// <summary>How long to wait for a provider's answer, and then for each further part of it.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether answers that are not streamed are kept in memory for equal requests.</summary>
    public bool Cache { get; init; }

    /// <summary>The backends of all traces: <c>langfuse_otel</c>, <c>otlp</c>, <c>console</c>, …</summary>
    public IReadOnlyList<string> Callbacks { get; init; } = [];

    /// <summary>The hosts that receive <c>traceparent</c>; <c>*</c> is every provider of <see cref="Deployments"/>.</summary>
    public IReadOnlyList<string> ForwardTraceParentTo { get; init; } = [];

    /// <summary>The hosts of backends that keys and teams may name.</summary>
    public IReadOnlyList<string> AllowedBackendHosts { get; init; } = [];

    /// <summary>Where the traces of a team go, by its id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TraceDestination>> TeamDestinations { get; init; } =
        new Dictionary<string, IReadOnlyList<TraceDestination>>();

    public IReadOnlyList<GuardrailSettings> Guardrails { get; init; } = [];

    /// <summary>The keys that open the gateway; with none it is open to everyone.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>What the file's author should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>The settings of a <c>config.yaml</c>, validated and with environment variables resolved.</summary>
internal sealed record GatewayConfiguration
{
    /// <summary>Every deployment of every model name, in the file's order.</summary>
    public required IReadOnlyList<Deployment> Deployments { get; init; }

    /// <summary>The providers whose keys are in the environment, for pass-through without a <c>model_list</c>.</summary>
    public IReadOnlyList<Deployment> PassThroughDeployments { get; init; } = [];

    /// <summary>The environment variables that the file sets. They replace those of the process.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>The number of retries within one model name; LiteLLM's default.</summary>
    public int NumRetries { get; init; } = 2;

    /// <summary>The choice of deployments, and what follows a failure.</summary>
    public RoutingSettings Routing { get; init; } = new();

    /// <summary>Other names of models.</summary>
    public IReadOnlyDictionary<string, ModelAlias> Aliases { get; init; } = new Dictionary<string, ModelAlias>();

    /// <summary>How long to wait for a provider's answer, and then for each further part of it.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether the gateway keeps answers in memory for equal requests; it never keeps streams.</summary>
    public bool Cache { get; init; }

    /// <summary>How the cache is used.</summary>
    public CacheSettings CacheSettings { get; init; } = CacheSettings.Default;

    /// <summary>
    /// Whether callers get the usage of streams that providers report only on request. <see langword="null"/>: only callers that ask
    /// get it, but the gateway asks always, for the trace. <see langword="false"/>: the gateway does not ask either.
    /// </summary>
    public bool? AlwaysIncludeStreamUsage { get; init; }

    /// <summary>Whether callers may use a provider's own API under <c>/PROVIDER/…</c>, around routing and guardrails.</summary>
    public bool PassThrough { get; init; } = true;

    /// <summary>The gateway's address for its callers, if a proxy in front of it hides it; <see langword="null"/>: the address of the request.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>How long a request may be; <see langword="null"/>: files have no limit, and other requests the gateway's own.</summary>
    public long? MaxRequestBytes { get; init; }

    /// <summary>How many requests may run at once; <see langword="null"/>: as many as <see cref="ServerLimits"/> says.</summary>
    public int? GlobalMaxParallelRequests { get; init; }

    /// <summary>The backends of all traces: <c>langfuse_otel</c>, <c>otlp</c>, <c>console</c>, …</summary>
    public IReadOnlyList<string> Callbacks { get; init; } = [];

    /// <summary>Whether traces are without content, whatever the settings of TracedLlm say.</summary>
    public bool TurnsOffMessageLogging { get; init; }

    /// <summary>Whether the file asks for content in the traces. A setting of TracedLlm goes before it.</summary>
    public bool AsksForContent { get; init; }

    /// <summary>Whether the traces are without what identifies the caller's key: its hash, its names, its user and its team.</summary>
    public bool RedactsCallers { get; init; }

    /// <summary>Whether the gateway writes its log as JSON, one object a line.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Whether the gateway writes its log in every detail.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>The hosts that receive <c>traceparent</c>; <c>*</c> stands for every provider of <see cref="Deployments"/>.</summary>
    public IReadOnlyList<string> ForwardTraceParentTo { get; init; } = [];

    /// <summary>The backend hosts that keys and teams may use.</summary>
    public IReadOnlyList<string> AllowedBackendHosts { get; init; } = [];

    /// <summary>The destinations of a team's traces, by the team's id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TraceDestination>> TeamDestinations { get; init; } =
        new Dictionary<string, IReadOnlyList<TraceDestination>>();

    /// <summary>The metadata and the tags of a team, by the team's id.</summary>
    public IReadOnlyDictionary<string, TeamMetadata> TeamMetadata { get; init; } = new Dictionary<string, TeamMetadata>();

    public IReadOnlyList<GuardrailSettings> Guardrails { get; init; } = [];

    /// <summary>What becomes of a request that names no session.</summary>
    public MissingSession MissingSession { get; init; }

    /// <summary>The guardrails of a key, by the key's hash.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> KeyGuardrails { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The guardrails of a team, by the team's id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TeamGuardrails { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The keys that the gateway accepts; the list is empty only with <see cref="AllowUnauthenticated"/>.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>Whether a gateway without keys accepts every request.</summary>
    public bool AllowUnauthenticated { get; init; }

    /// <summary>A header for keys besides those of <see cref="PresentedKeys.Headers"/>; <see langword="null"/> if there is none.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>The origins whose pages may call the gateway from a browser; <c>*</c> stands for every origin.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Whether pages of <see cref="CorsOrigins"/> may send cookies and other credentials of the browser.</summary>
    public bool CorsAllowCredentials { get; init; }

    /// <summary>Whether callers see the addresses of deployments, without credentials.</summary>
    public bool ShowApiBase { get; init; }

    /// <summary>Whether the details of the readiness need no key.</summary>
    public bool AllowPublicReadinessDetails { get; init; }

    /// <summary>Problems of the file that do not prevent a start.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

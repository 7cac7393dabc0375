namespace TracedLlm.Export;

/// <summary>
/// Which traces are sent, decided when a request ends. Settings <c>TracedLlm:Sampling:…</c>; <c>docs/sampling.md</c> explains them. The
/// standard variables <c>OTEL_TRACES_SAMPLER</c> decide before that, when a request begins, which requests are recorded at all.
/// </summary>
public sealed class TracedLlmSamplingOptions
{
    /// <summary>
    /// The part of all traces that is sent, from 0 to 1. Setting <c>TracedLlm:Sampling:Ratio</c>. Default <see langword="null"/>: the ratio
    /// of <c>OTEL_TRACES_SAMPLER_ARG</c> if the sampler is <c>traceidratio</c>, otherwise 1.
    /// </summary>
    public double? Ratio { get; set; }

    /// <summary>
    /// The ratios of routes that differ, as <c>/v1/embeddings=0.01</c>: the pattern of the route, or its beginning and <c>*</c>, and the
    /// ratio. The first entry that fits counts; it wins over <see cref="TracedLlmRouteAttribute.SamplingRatio"/>. Setting
    /// <c>TracedLlm:Sampling:Routes</c>.
    /// </summary>
    public IList<string> Routes { get; } = [];

    /// <summary>
    /// The ratios of keys, teams and organisations that differ, as <c>research=1</c>: an alias, a hash or an id that
    /// <see cref="LlmTrace.Caller"/> has, and the ratio. The entry of the key wins over that of its team, and that of the team over that
    /// of the organisation; it wins over <see cref="Routes"/>. Setting <c>TracedLlm:Sampling:Tenants</c>.
    /// </summary>
    public IList<string> Tenants { get; } = [];

    /// <summary>
    /// The ratios of backends that differ, as <c>langfuse=0.1</c>. A trace is sent to a backend if it is in this part and in the part of
    /// its request. Setting <c>TracedLlm:Sampling:Backends</c>. <c>LANGFUSE_SAMPLE_RATE</c> and <c>LANGSMITH_SAMPLING_RATE</c> do the same.
    /// </summary>
    public IList<string> Backends { get; } = [];

    /// <summary>
    /// The requests whose traces are sent whatever the ratio is. Spans that a ratio can leave out are held until their request ends. Setting
    /// <c>TracedLlm:Sampling:Keep</c>. Default <see langword="null"/>: <see cref="SamplingRules.Errors"/>,
    /// <see cref="SamplingRules.Blocked"/> and <see cref="SamplingRules.Retried"/>.
    /// </summary>
    public SamplingRules? Keep { get; set; }

    /// <summary>Traces of requests that took longer are sent whatever the ratio is. Setting <c>TracedLlm:Sampling:SlowerThan</c>; <see langword="null"/> by default.</summary>
    public TimeSpan? SlowerThan { get; set; }

    /// <summary>Traces of requests that cost more, in USD, are sent whatever the ratio is. Setting <c>TracedLlm:Sampling:CostlierThan</c>; <see langword="null"/> by default.</summary>
    public double? CostlierThan { get; set; }

    /// <summary>What a request may say about its ratio. Setting <c>TracedLlm:Sampling:RequestRatio</c>.</summary>
    public RequestSampling RequestRatio { get; set; }

    /// <summary>
    /// The ratio of a request by a condition of the gateway's own, such as its team; <see langword="null"/> for the ratio that it has
    /// otherwise. Called once for each request, when it ends or its caller is known, on the request's thread; it must return at once. An
    /// exception is counted in <c>tracedllm.listener.failures</c>.
    /// </summary>
    public Func<LlmTrace, double?>? RatioOf { get; set; }

    /// <summary>
    /// A secret that is mixed into the trace ids before the choice, so that a caller cannot compute which ids are sent. All replicas need
    /// the same. Setting <c>TracedLlm:Sampling:Seed</c>; <see langword="null"/> by default.
    /// </summary>
    public string? Seed { get; set; }

    /// <summary>
    /// How many bytes the spans of requests that have not ended may take. Above it the oldest requests are decided early, by their ratio
    /// alone. Setting <c>TracedLlm:Sampling:MaxHeldBytes</c>, 64 MiB by default, at least 64 KiB.
    /// </summary>
    public long MaxHeldBytes { get; set; } = 64 * 1024 * 1024;
}

using TracedLlm.Settings;

namespace TracedLlm.Export;

/// <summary>Settings of the export, read from the section <c>TracedLlm</c> of the configuration and changeable in code.</summary>
public sealed class TracedLlmExportOptions
{
    /// <summary>
    /// The settings that are read from the configuration. A new one is a property below and a row here; the row writes its line in
    /// <c>docs/configuration.md</c>.
    /// </summary>
    internal static readonly SettingsTable<TracedLlmExportOptions> Settings = new(refusesBlank: false)
    {
        {
            nameof(Callbacks),
            SettingTypes.Names("a list of callbacks"),
            static options => options.Callbacks,
            "The backends that receive the spans, each with variables of its own: [backends.md](backends.md). Without this setting `otlp` receives them if `OTEL_EXPORTER_OTLP_ENDPOINT` or another variable names its endpoint."
        },
        {
            nameof(OtlpView),
            SettingTypes.Choice<OtlpView>(),
            static options => options.OtlpView,
            static (options, view) => options.OtlpView = view,
            "The names of the attributes that `otlp` sends; LiteLLM's spelling, such as `semantic_conventions`, is allowed too."
        },
        {
            nameof(TraceNames),
            SettingTypes.Choice<TraceNames>(),
            static options => options.TraceNames,
            static (options, names) => options.TraceNames = names,
            "The name of a trace at Langfuse and LangSmith whose caller names none: operation and model (`chat gpt-4o`), or LiteLLM's (`litellm-acompletion`, at LangSmith `LLMRun`)."
        },
        {
            nameof(LangSmithKeepsParent),
            SettingTypes.Flag,
            static options => options.LangSmithKeepsParent,
            static (options, keeps) => options.LangSmithKeepsParent = keeps,
            "Whether callers send their own spans to the same LangSmith."
        },
        {
            nameof(LangfuseKeepsParent),
            SettingTypes.Flag,
            static options => options.LangfuseKeepsParent,
            static (options, keeps) => options.LangfuseKeepsParent = keeps,
            "Whether callers that send `traceparent` send their own spans to the same Langfuse project."
        },
        {
            nameof(LangfuseGuessesUsage),
            SettingTypes.Flag,
            static options => options.LangfuseGuessesUsage,
            static (options, guesses) => options.LangfuseGuessesUsage = guesses,
            "Whether Langfuse may guess the tokens of a call whose provider reported none, from the captured text, and price them."
        },
        {
            nameof(LeavesUsageToClient),
            SettingTypes.Flag,
            static options => options.LeavesUsageToClient,
            static (options, leaves) => options.LeavesUsageToClient = leaves,
            "Whether a request in a caller's trace has no usage and no cost at Langfuse, Phoenix, Arize and LangSmith, because the caller's own span of the call has them."
        },
        {
            nameof(RefusedRequestRate),
            SettingTypes.Fraction,
            static options => options.RefusedRequestRate,
            static (options, rate) => options.RefusedRequestRate = rate,
            "The part of the refused requests whose traces are sent: requests that never came to a guardrail or a provider, such as those without a valid key."
        },
        {
            nameof(TenantDestinations),
            SettingTypes.Choice<TenantDestinationMode>(),
            static options => options.TenantDestinations,
            static (options, mode) => options.TenantDestinations = mode,
            "Whether [destinations of keys and teams](tenants.md) replace the operator's (`Override`) or are added to them (`Additive`).",
            new SettingVariable("LITELLM_OTEL_TENANT_DESTINATION_MODE")
        },
        {
            nameof(AllowedBackendHosts),
            SettingTypes.Servers,
            static options => options.AllowedBackendHosts,
            "The servers that [destinations of keys, teams and requests](tenants.md#allowed-hosts) may name besides the operator's own."
        },
        {
            nameof(AllowRequestDestinations),
            SettingTypes.Flag,
            static options => options.AllowRequestDestinations,
            static (options, allow) => options.AllowRequestDestinations = allow,
            "Whether a request may bring [destinations](tenants.md#from-a-request)."
        },
        {
            nameof(RequestDestinations),
            SettingTypes.Choice<TenantDestinationMode>(),
            static options => options.RequestDestinations,
            static (options, mode) => options.RequestDestinations = mode,
            "Whether the destinations that requests bring are added to the operator's (`Additive`) or replace them (`Override`): with `Override` any caller can keep its requests out of the operator's record."
        },
        {
            nameof(MaxRequestDestinations),
            SettingTypes.Number(1, 100_000),
            static options => options.MaxRequestDestinations,
            static (options, count) => options.MaxRequestDestinations = count,
            "How many destinations that requests bring may be in use, with spans in memory or on disk. Further ones are counted and ignored."
        },
        {
            nameof(Meters),
            SettingTypes.Names("a list of meters"),
            static options => options.Meters,
            "Meters whose [metrics](export.md#metrics-and-logs) are sent besides those of `TracedLlm`, such as `System.Runtime` or `Microsoft.AspNetCore.*`."
        },
        {
            nameof(Debug),
            SettingTypes.Flag,
            static options => options.Debug,
            static (options, debug) => options.Debug = debug,
            "Whether the log has the addresses of backends, the form of their authentication and the outcome of each submission.",
            new SettingVariable("LITELLM_LOG") { Text = "DEBUG", Value = "true" },
            new SettingVariable("OTEL_LOG_LEVEL") { Text = "debug", Value = "true" },
            new SettingVariable("DEBUG_OTEL") { Text = "true", Value = "true" },
            new SettingVariable("OTEL_DEBUG") { Text = "true", Value = "true" }
        },
        {
            nameof(MaxQueueBytes),
            SettingTypes.Bytes(64L * 1024),
            static options => options.MaxQueueBytes,
            static (options, bytes) => options.MaxQueueBytes = bytes,
            "How many bytes may wait in memory for one backend, all its destinations together."
        },
        {
            nameof(MaxBatchBytes),
            SettingTypes.Bytes(16 * 1024),
            static options => options.MaxBatchBytes,
            static (options, bytes) => options.MaxBatchBytes = bytes,
            "How many bytes of spans one request carries, before compression; a larger span goes alone."
        },
        {
            nameof(MaxSpanAge),
            SettingTypes.Time(TimeSpan.FromSeconds(1)),
            static options => options.MaxSpanAge,
            static (options, age) => options.MaxSpanAge = age,
            "How long a span is kept in memory for a backend that does not accept it."
        },
    };

    /// <summary>
    /// The backends that receive the spans, such as <c>langfuse_otel</c>, each with its own environment variables, and
    /// <c>console</c> (trees as text). <c>docs/backends.md</c> lists them. Setting <c>TracedLlm:Callbacks</c>, a list or names
    /// separated by commas. By default <c>otlp</c> if an OTLP endpoint is configured; no backend otherwise.
    /// </summary>
    public IList<string> Callbacks { get; } = [];

    /// <summary>The writer of <c>console</c>; standard output by default. Each tree is one <see cref="TextWriter.Write(string)"/>.</summary>
    public TextWriter? Console { get; set; }

    /// <summary>
    /// Meters whose metrics are sent besides those of <see cref="TracedLlmTelemetry.MeterName"/>, such as <c>System.Runtime</c> or
    /// <c>Microsoft.AspNetCore.*</c>. Setting <c>TracedLlm:Meters</c>, a list or names separated by commas.
    /// </summary>
    public IList<string> Meters { get; } = [];

    /// <summary>
    /// Whether the log has the addresses of backends, the form of their authentication and the outcome of every submission. Setting
    /// <c>TracedLlm:Debug</c>, by default <see langword="true"/> if <c>LITELLM_LOG</c> is <c>DEBUG</c>.
    /// </summary>
    public bool Debug { get; set; }

    /// <summary>
    /// The form in which <c>otlp</c> sends spans. Setting <c>TracedLlm:OtlpView</c>. If it is not set, spans for Langfuse's endpoint have
    /// the form <see cref="OtlpView.Langfuse"/>.
    /// </summary>
    public OtlpView OtlpView
    {
        get;
        set
        {
            field = value;
            HasOtlpView = true;
        }
    }

    /// <summary>Whether <see cref="OtlpView"/> is set.</summary>
    internal bool HasOtlpView { get; private set; }

    /// <summary>
    /// The name of a trace at Langfuse and LangSmith whose caller names none. Default <see cref="TraceNames.Operation"/>. Setting
    /// <c>TracedLlm:TraceNames</c>.
    /// </summary>
    public TraceNames TraceNames { get; set; }

    /// <summary>
    /// Whether <c>langsmith</c> keeps the caller's span as the parent of the root. LangSmith drops spans whose parent it never gets, so
    /// switch this on only if the caller's spans go to the same LangSmith. Setting <c>TracedLlm:LangSmithKeepsParent</c>.
    /// </summary>
    public bool LangSmithKeepsParent { get; set; }

    /// <summary>
    /// Whether <c>langfuse_otel</c> and <c>langfuse</c> keep the span that a caller's <c>traceparent</c> names as the parent of the root.
    /// Langfuse shows name, input and output of a trace only from a span without a parent, so switch this on only if the callers' spans
    /// go to the same Langfuse project. A caller whose <c>baggage</c> says that they do (<c>langfuse_trace_id</c>) keeps its parent
    /// without this setting. Setting <c>TracedLlm:LangfuseKeepsParent</c>.
    /// </summary>
    public bool LangfuseKeepsParent { get; set; }

    /// <summary>
    /// Whether Langfuse may guess the tokens of a call whose provider reported none, from the captured text, and price them. Otherwise
    /// such a call has its model only in the metadata. Setting <c>TracedLlm:LangfuseGuessesUsage</c>, by default <see langword="true"/>.
    /// </summary>
    public bool LangfuseGuessesUsage { get; set; } = true;

    /// <summary>
    /// Whether a request in a caller's trace has no usage and no cost at Langfuse, Phoenix, Arize and LangSmith. A client that traces its
    /// own call in the same project, such as OpenLLMetry, Langfuse's wrappers or OpenInference's instrumentation, reports them too, and
    /// the backend would add both. Setting <c>TracedLlm:LeavesUsageToClient</c>.
    /// </summary>
    public bool LeavesUsageToClient { get; set; }

    /// <summary>
    /// Servers that destinations of keys, teams and requests may name besides the operator's own: <c>langfuse.example.com</c> (https, port
    /// 443), <c>localhost:3000</c>, <c>http://langfuse.internal:3000</c>, <c>*.example.com</c>, <c>*</c>. Setting
    /// <c>TracedLlm:AllowedBackendHosts</c>, a list or servers separated by commas.
    /// </summary>
    public IList<string> AllowedBackendHosts { get; } = [];

    /// <summary>
    /// The part of the refused requests whose traces are sent, from 0 (none) to 1 (all, the default). A request is refused if it never came to
    /// a guardrail or a provider, for example because it has no valid key, so that nobody without a key fills a project. Setting
    /// <c>TracedLlm:RefusedRequestRate</c>.
    /// </summary>
    public double RefusedRequestRate { get; set; } = 1;

    /// <summary>
    /// Whether a destination of a key or a team replaces the operator's own destination at the same backend, or is added to it. Setting <c>TracedLlm:TenantDestinations</c>, or the variable <c>LITELLM_OTEL_TENANT_DESTINATION_MODE</c>.
    /// </summary>
    public TenantDestinationMode TenantDestinations { get; set; }

    /// <summary>
    /// Whether a request may bring credentials of its own, such as <c>langfuse_public_key</c>, in its body or its metadata. Otherwise
    /// they are ignored. Setting <c>TracedLlm:AllowRequestDestinations</c>.
    /// </summary>
    public bool AllowRequestDestinations { get; set; }

    /// <summary>
    /// Whether a destination that a request brings is added to the operator's own destination at the same backend, the default, or
    /// replaces it. Setting <c>TracedLlm:RequestDestinations</c>.
    /// </summary>
    public TenantDestinationMode RequestDestinations { get; set; } = TenantDestinationMode.Additive;

    /// <summary>
    /// How many destinations that requests bring may be in use: with spans that wait in memory or on disk. Further ones are counted
    /// (<c>tracedllm.destinations.ignored</c>) and ignored. Setting <c>TracedLlm:MaxRequestDestinations</c>, by default 256.
    /// </summary>
    public int MaxRequestDestinations { get; set; } = 256;

    /// <summary>Which traces are sent. Settings <c>TracedLlm:Sampling:…</c>.</summary>
    public TracedLlmSamplingOptions Sampling { get; } = new();

    /// <summary>
    /// How many bytes of memory the spans that wait for one backend may take, all its destinations together. Above the bound the
    /// oldest spans are dropped and counted. Setting <c>TracedLlm:MaxQueueBytes</c>, 64 MiB by default, at least 64 KiB.
    /// </summary>
    public long MaxQueueBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of spans are sent in one request, before compression; a larger span is sent alone. Setting
    /// <c>TracedLlm:MaxBatchBytes</c>, 2 MiB by default, at least 16 KiB.
    /// </summary>
    public int MaxBatchBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>
    /// How long a span is kept in memory for a backend that does not accept it. Setting <c>TracedLlm:MaxSpanAge</c>, one hour by default, at
    /// least one second.
    /// </summary>
    public TimeSpan MaxSpanAge { get; set; } = TimeSpan.FromHours(1);
}

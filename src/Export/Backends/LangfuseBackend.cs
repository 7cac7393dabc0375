using System.Collections.Concurrent;
using System.Text;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Settings;

namespace TracedLlm.Export.Backends;

/// <summary>
/// Langfuse's endpoint for OTLP. LiteLLM has two names for it, each with another default region.
/// https://langfuse.com/integrations/native/opentelemetry
/// </summary>
internal static class LangfuseBackend
{
    private const string Path = "api/public/otel/v1/traces";
    private const string PublicKeyPrefix = "pk-lf-";
    private const int LongestEnvironment = 40;

    // One instance for each combination of settings, because spans are encoded once for each view.
    private static readonly ConcurrentDictionary<ViewSettings, SpanView> Views = new();

    private static readonly BackendSetting PublicKey = new("LANGFUSE_PUBLIC_KEY")
    {
        TenantNames = ["langfuse_public_key"],
        IsRequired = true,
        IsCredential = true,
    };

    private static readonly BackendSetting SecretKey = new("LANGFUSE_SECRET_KEY")
    {
        TenantNames = ["langfuse_secret_key", "langfuse_secret"],
        IsRequired = true,
        IsCredential = true,
    };

    private static readonly BackendSetting SampleRate = new("LANGFUSE_SAMPLE_RATE");

    private static readonly BackendSetting Environment = new("LANGFUSE_TRACING_ENVIRONMENT");

    // The last two names are LiteLLM's words for the first two scopes.
    private static readonly Dictionary<string, LangfuseSpanScope> Scopes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = LangfuseSpanScope.All,
        ["request"] = LangfuseSpanScope.Request,
        ["llm_only"] = LangfuseSpanScope.LlmOnly,
        ["full"] = LangfuseSpanScope.All,
        ["no_internal"] = LangfuseSpanScope.Request,
    };

    private static readonly ConfiguredSetting<string> Scope = new(
        "TracedLlm:Langfuse:SpanScope",
        SettingTypes.OneOf([.. Scopes.Keys]),
        "all",
        "The spans that Langfuse gets, which bills rows: `all`, `request` (the root, guardrails, `litellm_request`, attempts) or `llm_only` (`litellm_request`); [backends.md](backends.md#rows).")
    {
        Variables = [new("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE")],
    };

    private static readonly BackendSetting SpanScope = new([Scope.Name, .. Scope.Variables.Select(static variable => variable.Name)])
    {
        TenantNames = ["langfuse_span_scope"],
    };

    /// <summary>The settings in the section of TracedLlm.</summary>
    public static readonly Setting[] Section = [Scope];

    public static readonly BackendFacts Otel = CreateFacts(
        "langfuse_otel",
        new("LANGFUSE_OTEL_HOST", "LANGFUSE_HOST") { TenantNames = ["langfuse_host"], Default = "https://us.cloud.langfuse.com" },
        scheme: "https");

    public static readonly BackendFacts Native = CreateFacts(
        "langfuse",
        new("LANGFUSE_HOST") { TenantNames = ["langfuse_host"], Default = "https://cloud.langfuse.com" },
        scheme: "http");

    /// <summary>The view with the settings of the options.</summary>
    public static SpanView ChooseView(TracedLlmExportOptions options) => Views.GetOrAdd(
        new ViewSettings
        {
            TraceNames = options.TraceNames,
            KeepsParent = options.LangfuseKeepsParent,
            GuessesUsage = options.LangfuseGuessesUsage,
            LeavesUsageToClient = options.LeavesUsageToClient,
        },
        static settings => new LangfuseView { Settings = settings });

    private static BackendFacts CreateFacts(string name, BackendSetting host, string scheme) => new()
    {
        Names = [name],
        Service = "Langfuse",
        Settings = [PublicKey, SecretKey, host, SampleRate, Environment, SpanScope],
        Missing = "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set",
        Address = values => new(
            BackendAddresses.Complete(BackendAddresses.Parse(values.Find(host, out var source)!, source, scheme), Path),
            OtlpProtocol.HttpProtobuf,
            source),
        Headers = (values, _) => [Authorization(values), BackendHeader.Plain("x-langfuse-ingestion-version", "4")],
        Resource = values => EnvironmentOf(values) is { } environment ? [new("langfuse.environment", environment)] : [],
        SamplingRate = values => values.Fraction(SampleRate),
        Gzip = static (_, _) => true,
        View = ChooseView,
        NarrowView = static (values, view) => values.Find(SpanScope, out var source) is { } name ? ((LangfuseView)view).WithScope(FindScope(name, source)) : view,
    };

    private static BackendHeader Authorization(BackendValues values)
    {
        var (publicKey, secretKey) = (values.HeaderValue(PublicKey)!, values.HeaderValue(SecretKey)!);
        var shown = publicKey.StartsWith(PublicKeyPrefix, StringComparison.Ordinal) ? PublicKeyPrefix : "";
        return new(
            "Authorization",
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publicKey}:{secretKey}"))}",
            $"Basic <{shown}…:{BackendHeader.Hidden}>");
    }

    private static LangfuseSpanScope FindScope(string name, string? source) =>
        Scopes.TryGetValue(name, out var scope) ? scope : throw BackendValues.Refused(source, name, string.Join(", ", Scopes.Keys));

    // Langfuse replaces a name that it does not allow by "default".
    private static string? EnvironmentOf(BackendValues values) => values.Find(Environment, out var source) switch
    {
        null => null,
        { Length: <= LongestEnvironment } name when name.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_')
            && !name.StartsWith("langfuse", StringComparison.OrdinalIgnoreCase) => name,
        var name => throw BackendValues.Refused(
            source, name, $"up to {LongestEnvironment} letters, digits, dashes and underscores that do not begin with langfuse"),
    };
}

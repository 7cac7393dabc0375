using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Configuration;
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
    private const string PathOfOtlp = "/api/public/otel";
    private const string OwnDomain = "langfuse.com";
    private const string PublicKeyPrefix = "pk-lf-";
    private const string VersionHeader = "x-langfuse-ingestion-version";
    private const int LongestEnvironment = 40;

    private static readonly BackendHeader Version = BackendHeader.Plain(VersionHeader, "4");

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
        TunesOperators = true,
    };

    /// <summary>The settings in the section of TracedLlm.</summary>
    public static readonly Setting[] Section = [Scope];

    private static readonly BackendSetting OtelHost =
        new("LANGFUSE_OTEL_HOST", "LANGFUSE_HOST") { TenantNames = ["langfuse_host"], Default = "https://us.cloud.langfuse.com" };

    public static readonly BackendFacts Otel = CreateFacts("langfuse_otel", OtelHost, scheme: "https") with { StandIn = FindOtlp };

    public static readonly BackendFacts Native = CreateFacts(
        "langfuse",
        new("LANGFUSE_HOST") { TenantNames = ["langfuse_host"], Default = "https://cloud.langfuse.com" },
        scheme: "http");

    // The address and the headers of the OpenTelemetry specification, as LiteLLM takes them where Langfuse's keys are absent.
    private static readonly BackendFacts OverOtlp = Otel with
    {
        Settings = [.. GenericOtlpBackend.Facts.Settings, SampleRate, Environment, SpanScope],
        Address = GenericOtlpBackend.Facts.Address,
        Headers = static (values, address) => WithVersion(GenericOtlpBackend.Facts.Headers(values, address)),
        Timeout = GenericOtlpBackend.Facts.Timeout,
        Gzip = GenericOtlpBackend.Facts.Gzip,
        Tls = GenericOtlpBackend.Facts.Tls,
    };

    /// <summary>Checks the settings of <see cref="Section"/>, whatever backends are chosen.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void CheckSection(IConfiguration configuration) => Scope.TryRead(configuration, out _);

    /// <summary>Whether <paramref name="address"/> is Langfuse's endpoint for OTLP, by its host or by its path.</summary>
    public static bool IsAt(Uri address) =>
        BackendFacts.IsIn(address, OwnDomain) || address.AbsolutePath.Contains(PathOfOtlp, StringComparison.Ordinal);

    /// <summary>The headers, with the version of Langfuse's ingestion unless they have one. Without it Langfuse shows spans late.</summary>
    public static IEnumerable<BackendHeader> WithVersion(IEnumerable<BackendHeader> headers)
    {
        BackendHeader[] all = [.. headers];
        return Array.Exists(all, static header => header.Name.Equals(VersionHeader, StringComparison.OrdinalIgnoreCase)) ? all : [.. all, Version];
    }

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

    // With a host or a key the operator means Langfuse itself, and the callback `otel` uses the same variables for a destination of its own.
    private static BackendFacts? FindOtlp(BackendValues values, TracedLlmExportOptions options) =>
        values[PublicKey] is null
        && values[SecretKey] is null
        && !OtelHost.Variables.Any(variable => values.Has(variable))
        && options.Callbacks.Any(static name => BackendTable.Find(name) == Otel)
        && !options.Callbacks.Any(static name => BackendTable.Find(name) == GenericOtlpBackend.Facts)
        && GenericOtlpBackend.IsConfigured(values)
            ? OverOtlp
            : null;

    private static BackendFacts CreateFacts(string name, BackendSetting host, string scheme) => new()
    {
        Names = [name],
        Service = "Langfuse",
        Settings = [PublicKey, SecretKey, host, SampleRate, Environment, SpanScope],
        Missing = "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set",
        OwnDomain = OwnDomain,
        TenantAddress = host.TenantNames[0],
        Address = values => new(
            BackendAddresses.Complete(BackendAddresses.Parse(values.Find(host, out var source)!, source, scheme), Path),
            OtlpProtocol.HttpProtobuf,
            source),
        Headers = (values, _) => [Authorization(values), Version],
        Resource = values => EnvironmentOf(values) is { } environment ? [new("langfuse.environment", environment)] : [],
        SamplingRate = values => values.Fraction(SampleRate),
        Gzip = static (_, _) => true,
        View = ChooseView,
        AdjustView = static (values, _, view) => values.Find(SpanScope, out var source) is { } name ? ((LangfuseView)view).WithScope(FindScope(name, source)) : view,
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

using System.Collections.Concurrent;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Backends;

/// <summary>
/// Any OTLP backend, by the variables of the OpenTelemetry specification, each for traces first; then LiteLLM's own names for them.
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </summary>
internal static class GenericOtlpBackend
{
    private const string Grpc = "grpc";

    // The longest path of Linux. A file that is pasted into its setting would be a message of many lines.
    private const int LongestPath = 4096;

    private const string LiteLlmGrpc = "otlp_grpc";
    private const string LiteLlmConsole = "console";

    private static readonly SemanticConventionsView SemanticConventions = new();
    private static readonly LiteLlmView LiteLlm = new();

    // One instance for each limit, because spans are encoded once for each view.
    private static readonly ConcurrentDictionary<int, SemanticConventionsView> LimitedViews = new();

    private static readonly BackendSetting TracesEndpoint = new("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_ENDPOINT");

    private static readonly BackendSetting Endpoint = new("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_ENDPOINT");

    private static readonly BackendSetting Protocol = new("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");

    private static readonly BackendSetting Exporter = new("OTEL_EXPORTER");

    private static readonly BackendSetting Headers = new("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_HEADERS")
    {
        TenantNames = ["otel_headers", "otel_exporter_otlp_headers"],
        IsCredential = true,
    };

    private static readonly BackendSetting TenantEndpoint = new() { TenantNames = ["otel_endpoint", "otel_exporter_otlp_endpoint"] };

    // The operator's protocol belongs to the operator's endpoint.
    private static readonly BackendSetting TenantExporter = new() { TenantNames = ["otel_exporter", "otel_exporter_otlp_protocol"] };

    private static readonly BackendSetting Timeout = new("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT");

    private static readonly BackendSetting Compression = new("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION");

    private static readonly BackendSetting Authority = new("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE");

    private static readonly BackendSetting Certificate =
        new("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE") { IsCredential = true };

    private static readonly BackendSetting Key = new("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "OTEL_EXPORTER_OTLP_CLIENT_KEY") { IsCredential = true };

    /// <summary>The files for TLS.</summary>
    public static readonly BackendSetting[] Files = [Authority, Certificate, Key];

    /// <summary>How long texts may be.</summary>
    public static readonly BackendSetting LengthLimit = new("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT");

    public static readonly BackendFacts Facts = new()
    {
        Names = ["otel", "otlp"],
        Service = "OTLP",
        Settings = [TracesEndpoint, Endpoint, Protocol, Exporter, Headers, Timeout, Compression, Authority, Certificate, Key, LengthLimit, TenantEndpoint, TenantExporter],
        Missing = "",
        Address = static values => values.Find(TenantEndpoint, out var source) is { } text ? TenantAddressOf(values, text, source) : AddressOf(values),
        Headers = HeadersOf,
        TenantAddress = TenantEndpoint.TenantNames[0],
        HasSharedDefault = false,
        Timeout = static values => values.Timeout(Timeout) ?? TimeSpan.FromSeconds(10),
        Gzip = static (values, _) => values.Choice(Compression, ["gzip", "none"], "gzip and none") == "gzip",
        Tls = ReadTls,
        View = ChooseView,
        AdjustView = static (values, options, view) =>
            !options.HasOtlpView && IsAtLangfuse(values) ? LangfuseBackend.ChooseView(options) : LimitTexts(values, view),
    };

    /// <summary>The variables that tenants name headers by.</summary>
    public static IReadOnlyList<string> NamesOfTenantHeaders => Headers.TenantNames;

    /// <summary>Whether <paramref name="values"/> name an endpoint.</summary>
    public static bool IsConfigured(BackendValues values) => values[TracesEndpoint] is not null || values[Endpoint] is not null;

    /// <summary>Whether LiteLLM's variable asks for trees on the console and no endpoint is set, so that the callback is the console's.</summary>
    public static bool IsConsole(BackendValues values) =>
        !IsConfigured(values) && LiteLlmConsole.Equals(values[Exporter], StringComparison.OrdinalIgnoreCase);

    /// <summary>The values of this backend in <paramref name="context"/>.</summary>
    public static BackendValues ValuesOf(BackendContext context) => new(Facts, context.Configuration) { Warnings = context.Warnings };

    /// <summary>The view that the operator has chosen.</summary>
    public static SpanView ChooseView(TracedLlmExportOptions options) => options.OtlpView switch
    {
        OtlpView.SemanticConventions => SemanticConventions,
        OtlpView.LiteLlm => LiteLlm,
        OtlpView.Langfuse => LangfuseBackend.ChooseView(options),
        OtlpView.OpenInference => PhoenixBackend.ChooseView(options),
        OtlpView.LangSmith => LangSmithBackend.ChooseView(options),
        var other => throw BackendValues.Refused("TracedLlm:OtlpView", other.ToString(), string.Join(", ", Enum.GetNames<OtlpView>())),
    };

    /// <summary>Whether the address is Langfuse's, which needs a view and a header of its own.</summary>
    public static bool IsAtLangfuse(BackendValues values) => LangfuseBackend.IsAt(Facts.Address(values).Uri);

    private static IEnumerable<BackendHeader> HeadersOf(BackendValues values, BackendAddress address)
    {
        if (values.IsTenants && values[TenantEndpoint] is null && (values[Headers] is null || address.Source is null))
        {
            throw new MissingSettingException(
                address.Source is null ? $"{TenantEndpoint.TenantNames[0]} must be set" : $"{TenantEndpoint.TenantNames[0]} or {Headers.TenantNames[0]} must be set");
        }

        var headers = values.Headers(Headers);
        return LangfuseBackend.IsAt(address.Uri) ? LangfuseBackend.WithVersion(headers) : headers;
    }

    private static BackendAddress TenantAddressOf(BackendValues values, string text, string? source)
    {
        var uri = BackendAddresses.Parse(text, source);
        return values.Choice(TenantExporter, ["otlp_http", "http/protobuf", LiteLlmGrpc, Grpc], "otlp_http, otlp_grpc, http/protobuf and grpc") is LiteLlmGrpc or Grpc
            ? new(BackendAddresses.Authority(uri), OtlpProtocol.Grpc, source)
            : new(BackendAddresses.CompleteOtlp(uri), OtlpProtocol.HttpProtobuf, source);
    }

    // The other views write JSON, which is none after a cut.
    private static SpanView LimitTexts(BackendValues values, SpanView view) =>
        view is SemanticConventionsView && values.Operator.Limit(LengthLimit) is { } limit
            ? LimitedViews.GetOrAdd(limit, static longest => new SemanticConventionsView(longest))
            : view;

    private static BackendAddress AddressOf(BackendValues values)
    {
        var isGrpc = IsGrpc(values);
        var protocol = isGrpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf;

        // By the specification the address for traces is used as it is, and the general one is a base. Both are checked.
        var general = values.Find(Endpoint, out var generalSource) is { } text ? BackendAddresses.Parse(text, generalSource) : null;
        if (values.Find(TracesEndpoint, out var source) is { } traces)
        {
            var uri = BackendAddresses.Parse(traces, source);
            return new(isGrpc ? BackendAddresses.Authority(uri) : uri, protocol, source);
        }

        return general is null
            ? new(new Uri(isGrpc ? "http://localhost:4317" : $"http://localhost:4318/{BackendAddresses.TracesPath}"), protocol, null)
            : new(isGrpc ? BackendAddresses.Authority(general) : BackendAddresses.CompleteOtlp(general), protocol, generalSource);
    }

    private static bool IsGrpc(BackendValues values)
    {
        if (values.Choice(Protocol, ["http/protobuf", Grpc], "http/protobuf and grpc") is { } protocol)
        {
            return protocol == Grpc;
        }

        // LiteLLM uses OTLP over HTTP for any exporter if an endpoint is set.
        return values.Choice(
            Exporter,
            ["otlp_http", "http/protobuf", LiteLlmGrpc, Grpc, LiteLlmConsole],
            "otlp_http, otlp_grpc, http/protobuf, grpc, and console without an endpoint") is LiteLlmGrpc or Grpc;
    }

    private static TlsFiles? ReadTls(BackendValues values, BackendAddress address)
    {
        // A tenant's requests to the operator's own collector use the operator's certificates. No other host sees them.
        var owner = values.Operator;
        if (AddressOf(owner).Uri.Authority != address.Uri.Authority)
        {
            return null;
        }

        var files = ReadFiles(owner, Authority, Certificate, Key);
        if (files is not null && address.Uri.Scheme != Uri.UriSchemeHttps)
        {
            values.Warnings.Add($"{(files.Authority ?? files.Certificate)!.Source} has no effect: {address.Source ?? "the default address"} is an address without TLS. Write https://.");
        }

        return files;
    }

    /// <summary>Reads the files for TLS; <see langword="null"/> if no file is set.</summary>
    /// <exception cref="InvalidOperationException">A file cannot be used; the message names the setting.</exception>
    public static TlsFiles? ReadFiles(BackendValues values, BackendSetting authoritySetting, BackendSetting certificateSetting, BackendSetting keySetting)
    {
        var (authority, certificate, key) = (FileOf(values, authoritySetting), FileOf(values, certificateSetting), FileOf(values, keySetting));
        if (authority is null && certificate is null && key is null)
        {
            return null;
        }

        if (key is not null && certificate is null)
        {
            throw new InvalidOperationException($"{key.Source} is set without {certificateSetting.Variables[1]}. Set both.");
        }

        // The files are read once here, so that a mistake ends the program at start-up.
        var files = new TlsFiles(authority, certificate, key);
        var texts = files.Read();
        if (certificate is not null && key is null && !texts.Certificate!.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{certificate.Source} is set without {keySetting.Variables[1]}. Set both.");
        }

        TlsCertificates.CreateOptions(files, texts);
        return files;
    }

    private static TlsFile? FileOf(BackendValues values, BackendSetting setting) =>
        values.Find(setting, out var source) is not { } path ? null
        : path.Length <= LongestPath && !path.Any(char.IsControl) ? new(path, source!)
        : throw BackendValues.Refused(source, path, "a file in PEM form");
}

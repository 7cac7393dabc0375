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
    private const string LiteLlmGrpc = "otlp_grpc";
    private const string LiteLlmConsole = "console";

    private static readonly SemanticConventionsView SemanticConventions = new();
    private static readonly LiteLlmView LiteLlm = new();

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

    // All backends share one HTTP client, so that a certificate cannot belong to one of them.
    private static readonly BackendSetting Certificates = new(
        "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY");

    public static readonly BackendFacts Facts = new()
    {
        Names = ["otel", "otlp"],
        Service = "OTLP",
        Settings = [TracesEndpoint, Endpoint, Protocol, Exporter, Headers, Timeout, Compression, Certificates, TenantEndpoint, TenantExporter],
        Missing = "",
        Address = static values => values.Find(TenantEndpoint, out var source) is { } text ? TenantAddressOf(values, text, source) : AddressOf(values),
        Headers = HeadersOf,
        TenantAddress = TenantEndpoint.TenantNames[0],
        HasSharedDefault = false,
        Timeout = static values => values.Milliseconds(Timeout) ?? TimeSpan.FromSeconds(10),
        Gzip = static (values, _) => values.Choice(Compression, ["gzip", "none"], "gzip and none") == "gzip",
        Refuse = RefuseCertificates,
        View = ChooseView,
        AdjustView = static (values, options, view) => !options.HasOtlpView && IsAtLangfuse(values) ? LangfuseBackend.ChooseView(options) : view,
    };

    /// <summary>Whether <paramref name="values"/> name an endpoint.</summary>
    public static bool IsConfigured(BackendValues values) => values[TracesEndpoint] is not null || values[Endpoint] is not null;

    /// <summary>The values of this backend in <paramref name="context"/>.</summary>
    public static BackendValues ValuesOf(BackendContext context) => new(Facts, context.Configuration);

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
        const string Allowed = "otlp_http, otlp_grpc, http/protobuf and grpc; the callback console writes to the console";
        string[] exporters = IsConfigured(values)
            ? ["otlp_http", "http/protobuf", LiteLlmGrpc, Grpc, LiteLlmConsole]
            : ["otlp_http", "http/protobuf", LiteLlmGrpc, Grpc];
        return values.Choice(Exporter, exporters, Allowed) is LiteLlmGrpc or Grpc;
    }

    private static void RefuseCertificates(BackendValues values)
    {
        if (values.Find(Certificates, out var source) is not null)
        {
            throw new InvalidOperationException(
                $"{source} is set, which is not supported; add your certificate authority to the system's store, or to the file that SSL_CERT_FILE names.");
        }
    }
}

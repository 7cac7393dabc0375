using TracedLlm.Export.Backends;
using TracedLlm.Settings;

namespace TracedLlm.Export.Signals;

/// <summary>
/// A signal besides spans, and the variables of its exporter: each for the signal first, then the variable for all signals. The stock
/// exporter would read them from the environment alone, and not from the gateway's configuration.
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </summary>
internal sealed class OtlpSignal
{
    private const string Grpc = "grpc";
    private const string LiteLlmGrpc = "otlp_grpc";

    // Hosts that receive spans and no other signal.
    private static readonly string[] TraceHosts = ["smith.langchain.com", "arize.com"];

    private readonly string _path;
    private readonly BackendSetting _own;
    private readonly BackendSetting _general = new("OTEL_EXPORTER_OTLP_ENDPOINT");
    private readonly BackendSetting _liteLlm = new("OTEL_ENDPOINT");
    private readonly BackendSetting _protocol;
    private readonly BackendSetting _exporter = new("OTEL_EXPORTER");
    private readonly BackendSetting _headers;
    private readonly BackendSetting _timeout;
    private readonly BackendSetting _compression;
    private readonly BackendSetting _authority;
    private readonly BackendSetting _certificate;
    private readonly BackendSetting _key;

    private OtlpSignal(string name, string sentence, string variable)
    {
        Name = name;
        _path = $"v1/{name}";
        var prefix = $"OTEL_EXPORTER_OTLP_{variable}";
        Settings =
        [
            Row("ENDPOINT", $"The address that {sentence} are posted to, as it is; for gRPC, scheme and authority.", "`OTEL_EXPORTER_OTLP_ENDPOINT` and its path"),
            Row("PROTOCOL", $"The protocol of {sentence}: `http/protobuf` or `grpc`.", "`OTEL_EXPORTER_OTLP_PROTOCOL`"),
            Row("HEADERS", $"The headers of the requests with {sentence}: `name=value`, separated by commas, percent-encoded.", "`OTEL_EXPORTER_OTLP_HEADERS`"),
            Row("TIMEOUT", $"How many milliseconds a request with {sentence} may take.", "`OTEL_EXPORTER_OTLP_TIMEOUT`, 10000"),
            Row("COMPRESSION", $"The compression of {sentence}: `gzip` or `none`.", "`OTEL_EXPORTER_OTLP_COMPRESSION`"),
            Row("CERTIFICATE", $"A file with the certificates that the receiver of {sentence} is trusted by, in PEM form.", "`OTEL_EXPORTER_OTLP_CERTIFICATE`"),
            Row("CLIENT_CERTIFICATE", $"A file with the certificate that the gateway shows to the receiver of {sentence}.", "`OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`"),
            Row("CLIENT_KEY", "A file with the key of that certificate.", "`OTEL_EXPORTER_OTLP_CLIENT_KEY`"),
        ];
        _own = new($"{prefix}_ENDPOINT");
        _protocol = new($"{prefix}_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
        _headers = new($"{prefix}_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS") { IsCredential = true };
        _timeout = new($"{prefix}_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT");
        _compression = new($"{prefix}_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION");
        _authority = new($"{prefix}_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE");
        _certificate = new($"{prefix}_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE") { IsCredential = true };
        _key = new($"{prefix}_CLIENT_KEY", "OTEL_EXPORTER_OTLP_CLIENT_KEY") { IsCredential = true };

        Setting Row(string suffix, string meaning, string defaultText) =>
            new ConfiguredSetting<string>($"{prefix}_{suffix}", SettingTypes.Text, "", meaning) { DefaultText = defaultText };
    }

    /// <summary>Metrics.</summary>
    public static OtlpSignal Metrics { get; } = new("metrics", "metrics", "METRICS");

    /// <summary>Log records.</summary>
    public static OtlpSignal Logs { get; } = new("logs", "log records", "LOGS");

    /// <summary>The signal's name in paths and messages.</summary>
    public string Name { get; }

    /// <summary>The variable that chooses the exporter.</summary>
    public string Exporter => $"OTEL_{Name.ToUpperInvariant()}_EXPORTER";

    /// <summary>The rows of the table of settings.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>Whether the signal has an endpoint of its own.</summary>
    public bool HasOwnEndpoint(BackendValues values) => values[_own] is not null;

    /// <summary>
    /// Whether an endpoint is set that takes the signal: the signal's own, or the one for all signals, unless it is the address of a
    /// backend that takes spans alone.
    /// </summary>
    /// <param name="values">The values of the generic backend.</param>
    /// <param name="withLiteLlm">Whether LiteLLM's variable of the endpoint counts. LiteLLM sends other signals there only on request.</param>
    public bool HasEndpoint(BackendValues values, bool withLiteLlm) =>
        HasOwnEndpoint(values) || (FindGeneral(values, withLiteLlm, out var source) is { } text && TakesSignals(BackendAddresses.Parse(text, source)));

    /// <summary>Reads the endpoint.</summary>
    /// <param name="values">The values of the generic backend.</param>
    /// <param name="withLiteLlm">Whether LiteLLM's variable of the endpoint counts.</param>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names its variable.</exception>
    public SignalEndpoint Read(BackendValues values, bool withLiteLlm)
    {
        var isGrpc = IsGrpc(values);
        var address = ReadAddress(values, isGrpc, withLiteLlm);
        var isTls = address.Scheme == Uri.UriSchemeHttps;
        return new SignalEndpoint(this, address, isGrpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf)
        {
            Headers = values.Headers(_headers),
            Timeout = values.Timeout(_timeout) ?? TimeSpan.FromSeconds(10),
            Gzip = values.Choice(_compression, ["gzip", "none"], "gzip and none") == "gzip",
            Tls = isTls ? GenericOtlpBackend.ReadFiles(values, _authority, _certificate, _key) : null,
        };
    }

    private static bool TakesSignals(Uri address) =>
        !LangfuseBackend.IsAt(address) && !BackendAddresses.IsForSpansOnly(address) && !Array.Exists(TraceHosts, host => BackendFacts.IsIn(address, host));

    private Uri ReadAddress(BackendValues values, bool isGrpc, bool withLiteLlm)
    {
        var own = values.Find(_own, out var source);
        var general = own is null ? FindGeneral(values, withLiteLlm, out source) : null;
        if ((own ?? general) is not { } text)
        {
            return new Uri(isGrpc ? "http://localhost:4317" : $"http://localhost:4318/{_path}");
        }

        var uri = BackendAddresses.Parse(text, source);
        return isGrpc ? BackendAddresses.Authority(uri)
            : own is not null ? uri
            : BackendAddresses.CompleteOtlp(uri, _path);
    }

    private string? FindGeneral(BackendValues values, bool withLiteLlm, out string? source) =>
        values.Find(_general, out source) ?? (withLiteLlm ? values.Find(_liteLlm, out source) : null);

    private bool IsGrpc(BackendValues values) =>
        (values.Choice(_protocol, ["http/protobuf", Grpc], "http/protobuf and grpc") is { } protocol ? protocol : values[_exporter]) is Grpc or LiteLlmGrpc;
}

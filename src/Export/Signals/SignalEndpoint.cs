using OpenTelemetry.Exporter;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Signals;

/// <summary>The address of a signal. Its headers are secrets and appear in no message.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Address">The whole address, path included; of gRPC, scheme and authority.</param>
/// <param name="Protocol">The protocol.</param>
internal sealed record SignalEndpoint(OtlpSignal Signal, Uri Address, OtlpProtocol Protocol)
{
    /// <summary>The most bytes of an answer. An answer has an error at most, and a wrong receiver may send one without end.</summary>
    public const int MaxAnswer = 64 * 1024;

    /// <summary>The fewest milliseconds between two requests, so that a wrong setting does not keep gateway and receiver busy.</summary>
    public const int LeastInterval = 100;

    /// <summary>Headers of every request.</summary>
    public IReadOnlyList<BackendHeader> Headers { get; init; } = [];

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Whether requests are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>The files for connections with TLS; <see langword="null"/> for the system's certificates.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>The address as it may be logged: a query may hold a key.</summary>
    public string Form => Address.GetLeftPart(UriPartial.Path);

    /// <summary>
    /// The options of the stock exporter. All values are stated, so that it takes none from the environment. It gets no headers: it would
    /// decode a list of them before it splits the list, so that no value could have a comma.
    /// </summary>
    /// <param name="http">Creates the client of the requests.</param>
    public OtlpExporterOptions CreateOptions(Func<HttpClient> http) => new()
    {
        Endpoint = Address,
        Protocol = Protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
        Headers = "",
        TimeoutMilliseconds = (int)Timeout.TotalMilliseconds,
        Compression = Gzip ? OtlpExportCompression.GZip : OtlpExportCompression.None,
        HttpClientFactory = http,
    };
}

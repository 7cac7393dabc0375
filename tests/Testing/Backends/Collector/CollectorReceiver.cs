using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>An OpenTelemetry Collector: OTLP over HTTP and gRPC, as protobuf; it reports rejected spans.</summary>
public sealed class CollectorReceiver : BackendReceiver
{
    private const string Protobuf = "application/x-protobuf";

    private BackendServer? _grpc;

    private CollectorReceiver()
    {
    }

    /// <summary>The address for spans over HTTP.</summary>
    public Uri TracesEndpoint => new(Endpoint, "/v1/traces");

    /// <summary>The address of the gRPC service.</summary>
    public Uri GrpcEndpoint => _grpc!.Endpoint;

    /// <summary>Returns the reason to reject a span, or <see langword="null"/> to accept it; the other spans of the request are accepted.</summary>
    public Func<ReceivedSpan, string?> Rejects { get; set; } = _ => null;

    /// <summary>
    /// Whether requests are answered without decoding, so that decoding does not bound the throughput; their spans are in
    /// <see cref="BackendRequest.Message"/>, for <see cref="OtlpTraceDecoder"/>.
    /// </summary>
    public bool ReadsLater { get; set; }

    /// <summary>A message in the answer to a request whose spans are all accepted.</summary>
    public string Warning { get; set; } = "";

    /// <summary>The largest accepted body, as sent; a longer body is answered with 413.</summary>
    public long MaxBodyBytes { get; set; } = 20 << 20;

    /// <summary>Starts listening on 127.0.0.1.</summary>
    public static async Task<CollectorReceiver> StartAsync(int port = 0)
    {
        var receiver = new CollectorReceiver();
        await receiver.ListenAsync(port);
        receiver._grpc = await BackendServer.StartAsync(receiver, call => GrpcTraces.Serve(call, receiver.TakeGrpc), 0, http2: true);
        return receiver;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _grpc!.DisposeAsync();
        await base.DisposeAsync();
    }

    internal override bool TakesSignal(string path) => path is "/v1/metrics" or "/v1/logs";

    internal override BackendReply Judge(BackendCall call)
    {
        if (call.Path != "/v1/traces")
        {
            return BackendReply.Refuse(404, "404 page not found");
        }

        if (call.Method != "POST")
        {
            return BackendReply.Refuse(405, "405 method not allowed, supported: [POST]");
        }

        if (call.Header("content-type").Split(';')[0].Trim() != Protobuf)
        {
            return BackendReply.Refuse(415, "415 unsupported media type");
        }

        if (call.Body.Length > MaxBodyBytes)
        {
            return Error(413, 8, "request body too large");
        }

        try
        {
            var message = call.Header("content-encoding") switch
            {
                "" or "identity" => call.Body.ToArray(),
                "gzip" => ContentCoding.Gunzip(call.Body),
                "deflate" or "zlib" => ContentCoding.Inflate(call.Body),
                var encoding => throw new InvalidDataException($"unsupported Content-Encoding: {encoding}"),
            };
            IReadOnlyList<ReceivedSpan> spans = ReadsLater ? [] : OtlpTraceDecoder.Decode(message);
            var (answer, take) = Divide(spans);
            return new BackendReply
            {
                StatusCode = 200,
                ContentType = Protobuf,
                Body = answer,
                Take = take,
                Message = message,
                Spans = spans,
            };
        }
        catch (InvalidDataException e)
        {
            return Error(400, GrpcStatusCode.InvalidArgument, e.Message);
        }
    }

    private static BackendReply Error(int statusCode, int code, string message) =>
        BackendReply.Refuse(statusCode, message, Protobuf, RpcStatus.Encode(code, message));

    private BackendReply TakeGrpc(IReadOnlyList<ReceivedSpan> spans)
    {
        var (answer, take) = Divide(spans);
        return new BackendReply { StatusCode = 200, GrpcStatus = 0, Body = answer, Take = take };
    }

    private (byte[] Answer, Action Take) Divide(IReadOnlyList<ReceivedSpan> spans)
    {
        var reasons = spans.Select(Rejects).ToList();
        var rejected = reasons.OfType<string>().ToList();
        var answer = OtlpExportResponse.Encode(new OtlpAnswer { RejectedSpans = rejected.Count, RejectionMessage = rejected.FirstOrDefault(Warning) });
        return (answer, () => Keep([.. spans.Where((_, index) => reasons[index] is null)]));
    }
}

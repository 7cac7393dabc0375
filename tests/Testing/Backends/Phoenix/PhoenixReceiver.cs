using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>Phoenix 20: OTLP as protobuf over HTTP and gRPC. <see cref="Projects"/> has the accepted spans as Phoenix displays them.</summary>
public sealed class PhoenixReceiver : BackendReceiver
{
    private const string Protobuf = "application/x-protobuf";

    private readonly PhoenixStore _store = new();
    private BackendServer? _grpc;

    private PhoenixReceiver()
    {
    }

    /// <summary>The address for spans over HTTP.</summary>
    public Uri TracesEndpoint => new(Endpoint, "/v1/traces");

    /// <summary>The address of the gRPC service.</summary>
    public Uri GrpcEndpoint => _grpc!.Endpoint;

    /// <summary>The key with write permission; <see langword="null"/> if authentication is off.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The key of a viewer without write permission.</summary>
    public string? ViewerKey { get; init; }

    /// <summary>Whether the queue is full.</summary>
    public bool QueueIsFull { get; set; }

    /// <summary>Whether the storage is locked.</summary>
    public bool StorageIsLocked { get; set; }

    /// <summary>The projects with their traces and spans, by name.</summary>
    public IReadOnlyDictionary<string, PhoenixProject> Projects => _store.Projects();

    /// <summary>Spans whose id was already stored.</summary>
    public int Ignored => _store.Ignored;

    /// <summary>Starts listening on 127.0.0.1.</summary>
    /// <param name="apiKey">The key with write permission; <see langword="null"/> turns authentication off.</param>
    /// <param name="viewerKey">The key of a viewer.</param>
    /// <param name="port">The HTTP port; 0 chooses a free port.</param>
    public static async Task<PhoenixReceiver> StartAsync(string? apiKey = null, string? viewerKey = null, int port = 0)
    {
        var receiver = new PhoenixReceiver { ApiKey = apiKey, ViewerKey = viewerKey };
        await receiver.ListenAsync(port);
        receiver._grpc = await BackendServer.StartAsync(receiver, receiver.JudgeGrpc, 0, http2: true);
        return receiver;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _grpc!.DisposeAsync();
        await base.DisposeAsync();
    }

    internal override BackendReply Judge(BackendCall call)
    {
        if (call.Path != "/v1/traces")
        {
            return BackendReply.Refuse(404, "Not Found");
        }

        if (call.Method != "POST")
        {
            return BackendReply.Refuse(405, "Method Not Allowed");
        }

        if (ApiKey is not null && call.Bearer != ApiKey)
        {
            return call.Bearer == ViewerKey && ViewerKey is not null
                ? BackendReply.Refuse(403, "Viewers cannot perform this operation.")
                : BackendReply.Refuse(401, "Invalid token");
        }

        if (StorageIsLocked)
        {
            return BackendReply.Refuse(507, "Database operations are disabled due to insufficient storage.");
        }

        if (QueueIsFull)
        {
            return BackendReply.Refuse(503, "Server is at capacity and cannot process more requests");
        }

        if (call.Header("content-type") != Protobuf)
        {
            return BackendReply.Refuse(415, $"Unsupported content type: {call.Header("content-type")}");
        }

        return call.Header("content-encoding") is var encoding && encoding is "" or "gzip" or "deflate"
            ? Read(call, encoding)
            : BackendReply.Refuse(415, $"Unsupported content encoding: {encoding}");
    }

    private BackendReply Read(BackendCall call, string encoding)
    {
        try
        {
            var message = encoding switch
            {
                "gzip" => ContentCoding.Gunzip(call.Body),
                "deflate" => ContentCoding.Inflate(call.Body),
                _ => call.Body.ToArray(),
            };
            var spans = OtlpTraceDecoder.DecodeWithAnyIds(message);
            return new BackendReply
            {
                StatusCode = 200,
                ContentType = Protobuf,
                Message = message,
                Spans = spans,
                Take = () => Take(spans, call),
            };
        }
        catch (InvalidDataException)
        {
            return BackendReply.Refuse(422, "Request body is invalid ExportTraceServiceRequest");
        }
    }

    private BackendReply JudgeGrpc(BackendCall call) => GrpcTraces.Serve(call, spans =>
    {
        if (ApiKey is not null && call.Bearer != ApiKey)
        {
            return call.Bearer == ViewerKey && ViewerKey is not null
                ? BackendReply.RefuseGrpc(GrpcStatusCode.PermissionDenied, "Viewers cannot perform this operation.")
                : BackendReply.RefuseGrpc(GrpcStatusCode.Unauthenticated, "Invalid token");
        }

        return QueueIsFull
            ? BackendReply.RefuseGrpc(GrpcStatusCode.ResourceExhausted, "Server is at capacity and cannot process more requests")
            : new BackendReply { StatusCode = 200, GrpcStatus = 0, Take = () => Take(spans, call) };
    });

    private void Take(IReadOnlyList<ReceivedSpan> spans, BackendCall call)
    {
        _store.Add(spans, call.Header("x-project-name"));
        Keep(spans);
    }
}

using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// LangSmith as documented; its ingestion code is not public. It answers immediately. <see cref="Runs"/> leaves out
/// the spans that still wait for their parents.
/// </summary>
public sealed class LangSmithReceiver : BackendReceiver
{
    private const string Protobuf = "application/x-protobuf";

    private readonly LangSmithStore _store = new();
    private readonly string _apiKey;
    private readonly string _path;

    private LangSmithReceiver(string apiKey, string path)
    {
        _apiKey = apiKey;
        _path = path;
    }

    /// <summary>The value for <c>LANGSMITH_ENDPOINT</c>.</summary>
    public Uri Base => new(Endpoint, _path[..^"/otel/v1/traces".Length]);

    /// <summary>The address for spans.</summary>
    public Uri TracesEndpoint => new(Endpoint, _path);

    /// <summary>The runs with all their ancestors, in order of arrival.</summary>
    public IReadOnlyList<LangSmithRun> Runs => _store.Runs();

    /// <summary>Spans whose parent has not arrived; LangSmith drops them silently in the end.</summary>
    public IReadOnlyList<ReceivedSpan> Orphans => _store.Orphans();

    /// <summary>Starts listening on 127.0.0.1.</summary>
    /// <param name="apiKey">The key with write permission.</param>
    /// <param name="path">The only served path; a self-hosted server uses <c>/api/v1/otel/v1/traces</c>.</param>
    /// <param name="port">The port; 0 chooses a free port.</param>
    public static async Task<LangSmithReceiver> StartAsync(string apiKey, string path = "/otel/v1/traces", int port = 0)
    {
        var receiver = new LangSmithReceiver(apiKey, path);
        await receiver.ListenAsync(port);
        return receiver;
    }

    internal override BackendReply Judge(BackendCall call)
    {
        if (call.Path != _path)
        {
            return BackendReply.Refuse(404, "Not Found");
        }

        if (call.Method != "POST")
        {
            return BackendReply.Refuse(405, "Method Not Allowed");
        }

        if (call.Header("x-api-key") != _apiKey)
        {
            return BackendReply.Refuse(401, """{"error":"Unauthorized"}""", "application/json");
        }

        // Whether JSON is accepted is not documented; all of its SDKs send protobuf.
        if (call.Header("content-type") != Protobuf)
        {
            return BackendReply.Refuse(415, """{"error":"Unsupported Media Type"}""", "application/json");
        }

        try
        {
            var message = call.Header("content-encoding") == "gzip" ? ContentCoding.Gunzip(call.Body) : call.Body.ToArray();
            var spans = OtlpTraceDecoder.Decode(message);
            return new BackendReply
            {
                StatusCode = 200,
                ContentType = Protobuf,
                Message = message,
                Spans = spans,
                Take = () =>
                {
                    _store.Add(spans, call.Header("langsmith-project"));
                    Keep(spans);
                },
            };
        }
        catch (InvalidDataException e)
        {
            return BackendReply.Refuse(400, e.Message);
        }
    }
}

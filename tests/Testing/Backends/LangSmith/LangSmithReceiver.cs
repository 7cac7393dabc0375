using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// LangSmith, as far as it is documented: its ingestion is not public. Answers at once; <see cref="Runs"/> is what is there
/// when those that still wait for their parents have been dropped.
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

    /// <summary>What <c>LANGSMITH_ENDPOINT</c> is set to.</summary>
    public Uri Base => new(Endpoint, _path[..^"/otel/v1/traces".Length]);

    /// <summary>Where spans are posted to.</summary>
    public Uri TracesEndpoint => new(Endpoint, _path);

    /// <summary>The runs that are there, in order of arrival: all whose ancestors are there.</summary>
    public IReadOnlyList<LangSmithRun> Runs => _store.Runs();

    /// <summary>Spans that wait for a parent that has not come, and are dropped without a word in the end.</summary>
    public IReadOnlyList<ReceivedSpan> Orphans => _store.Orphans();

    /// <summary>Starts listening on 127.0.0.1.</summary>
    /// <param name="apiKey">The key that may write.</param>
    /// <param name="path">The only path served; a server of one's own has <c>/api/v1/otel/v1/traces</c>.</param>
    /// <param name="port">0 chooses a free one.</param>
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

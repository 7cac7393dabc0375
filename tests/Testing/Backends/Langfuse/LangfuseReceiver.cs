using System.Globalization;
using System.Text.Json;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// Langfuse 4: OTLP over HTTP as protobuf and JSON. <see cref="LangfuseProject"/> has the accepted spans as Langfuse displays them.
/// </summary>
public sealed class LangfuseReceiver : BackendReceiver
{
    private const string TracesPath = "/api/public/otel/v1/traces";
    private const string MetricsPath = "/api/public/otel/v1/metrics";

    private readonly LangfuseAccess _access;

    private LangfuseReceiver(LangfuseAccess access) => _access = access;

    /// <summary>The address for spans.</summary>
    public Uri TracesEndpoint => new(Endpoint, TracesPath);

    /// <summary>Whether spans without an ingestion version are written directly; otherwise they take the path of version 3, which drops some spans.</summary>
    public bool WritesDirectly { get; set; } = true;

    /// <summary>The largest accepted body, as sent or decompressed; a longer body is answered with 413.</summary>
    public long MaxBodyBytes { get; set; } = 512L << 20;

    /// <summary>Whether the database answers.</summary>
    public bool DatabaseIsDown { get; set; }

    /// <summary>Starts listening on 127.0.0.1.</summary>
    /// <param name="projects">The projects.</param>
    public static Task<LangfuseReceiver> StartAsync(params IReadOnlyCollection<LangfuseProject> projects) => StartAsync(0, projects);

    /// <summary>Starts listening on a port of 127.0.0.1.</summary>
    /// <param name="port">The port.</param>
    /// <param name="projects">The projects.</param>
    public static async Task<LangfuseReceiver> StartAsync(int port, IReadOnlyCollection<LangfuseProject> projects)
    {
        var receiver = new LangfuseReceiver(new LangfuseAccess(projects));
        await receiver.ListenAsync(port);
        return receiver;
    }

    internal override BackendReply Judge(BackendCall call)
    {
        if (call.Path is not (TracesPath or MetricsPath))
        {
            return Error(404, "Not Found");
        }

        if (call.Method != "POST")
        {
            return Error(405, "Method not allowed");
        }

        if (DatabaseIsDown)
        {
            return Error(503, "Service Unavailable");
        }

        if (!_access.Allows(call.Header("authorization"), out var project, out var status, out var message))
        {
            return BackendReply.Refuse(status, message, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { message }));
        }

        return call.Path == MetricsPath ? Accepted([]) : Read(call, project);
    }

    private BackendReply Read(BackendCall call, LangfuseProject project)
    {
        if (project.IsSuspended)
        {
            return Error(403, "Ingestion suspended");
        }

        var version = Header(call, "x-langfuse-ingestion-version");
        if (version.Length > 0 && !(int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 4))
        {
            return Error(400, $"Unsupported ingestion version: {version}");
        }

        var contentType = call.Header("content-type");
        var isJson = contentType.Contains("application/json", StringComparison.OrdinalIgnoreCase);
        if (call.Body.Length > MaxBodyBytes)
        {
            return Error(413, "Payload too large");
        }

        try
        {
            var message = call.Header("content-encoding").Contains("gzip", StringComparison.OrdinalIgnoreCase)
                ? ContentCoding.Gunzip(call.Body)
                : call.Body.ToArray();
            if (message.Length > MaxBodyBytes)
            {
                return Error(413, "Payload too large");
            }

            if (!isJson && !contentType.Contains("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
            {
                return Error(400, "Invalid content type");
            }

            var spans = LangfuseRequest.Read(message, isJson);
            return Accepted(spans) with
            {
                Message = message,
                Spans = spans,
                Take = () =>
                {
                    project.Add(spans, IsDirect(call, version));
                    Keep(spans);
                },
            };
        }
        catch (InvalidDataException e)
        {
            return Error(400, e.Message);
        }
    }

    private bool IsDirect(BackendCall call, string version) =>
        version == "4" || LangfuseSdk.WritesDirectly(Header(call, "x-langfuse-sdk-name"), Header(call, "x-langfuse-sdk-version")) || WritesDirectly;

    // The answer is always JSON: the queued job, or nothing if there was nothing to queue.
    private static BackendReply Accepted(IReadOnlyList<Otlp.ReceivedSpan> spans) => new()
    {
        StatusCode = 200,
        Body = spans.Count == 0
            ? "{}"u8.ToArray()
            : JsonSerializer.SerializeToUtf8Bytes(new { name = "otel-ingestion-job", data = new { spans = spans.Count }, opts = new { attempts = 6 } }),
    };

    private static BackendReply Error(int status, string error) =>
        BackendReply.Refuse(status, error, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { error }));

    private static string Header(BackendCall call, string name) =>
        call.Header(name) is { Length: > 0 } value ? value : call.Header(name.Replace('-', '_'));
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>A request as the simulated provider reads it.</summary>
internal sealed partial record SimulatedCall(string Method, string Path, string Model, JsonElement Body)
{
    private static readonly string[] StreamingTails = [":streamGenerateContent", "/converse-stream", "/invoke-with-response-stream"];

    private static readonly string[] StreamingByDefault = ["/api/chat", "/api/generate"];

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <summary>The texts of the request, in <paramref name="format"/>.</summary>
    public List<string> TextsIn(WireFormat format) => format.RequestTexts.TextsIn(Body);

    public bool IsStreaming => StreamingTails.Any(tail => Path.EndsWith(tail, StringComparison.Ordinal))
        || (Body.TryGetProperty("stream", out var stream) ? stream.ValueKind == JsonValueKind.True : StreamingByDefault.Any(tail => Path.EndsWith(tail, StringComparison.Ordinal)));

    /// <summary>Whether the stream ends with its usage.</summary>
    public bool AsksForUsage => Body.TryGetProperty("stream_options", out var options)
        && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty("include_usage", out var usage)
        && usage.ValueKind == JsonValueKind.True;

    /// <summary>The last collection in the path, as in <c>files</c> of <c>/v1/files/file-1</c>.</summary>
    public string Collection => Segments.LastOrDefault(Collections.Contains) ?? "objects";

    /// <summary>The id that the path names.</summary>
    public string Id => Segments is [.., var last] && last != Collection ? last : $"{Collection.TrimEnd('s')}-simulated";

    private static readonly HashSet<string> Collections =
        ["files", "batches", "assistants", "threads", "messages", "runs", "steps", "vector_stores", "file_batches", "responses", "completions", "sessions", "client_secrets"];

    private string[] Segments => Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<SimulatedCall> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var bytes = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var type = request.Content?.Headers.ContentType;
        var body = type?.MediaType == "application/json" && bytes.Length > 0 ? JsonElement.Parse(bytes) : Nothing;
        var model = body.ValueKind == JsonValueKind.Object && body.TryGetProperty(ServedRoute.Model, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()
            : type?.MediaType == "multipart/form-data" ? MultipartForm.Parse(bytes, type.ToString()).Texts(ServedRoute.Model).FirstOrDefault()
            : ModelInPath().Match(path) is { Success: true } match ? Uri.UnescapeDataString(match.Groups[1].Value)
            : null;
        return new(request.Method.Method, path, model ?? "simulated", body.ValueKind == JsonValueKind.Object ? body : Nothing);
    }

    // Gemini's paths and Bedrock's.
    [GeneratedRegex("/models?/([^/:]+)(?::|/(?:converse|invoke))")]
    private static partial Regex ModelInPath();
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TracedLlm.Sdks.Tests.Calls;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Sdks.Tests.Providers;

/// <summary>
/// Providers, each below <c>/{name}</c>, that answer with the files of <c>Answers/{name}</c>. A file's name is the method and the
/// path, with a space for each slash and a hyphen for each colon; its extension is the content type. The last part of a model's name
/// may choose another file; <c>.usage</c> is for streams whose usage the request asks for, and behind a file of <c>.cut</c> the
/// connection breaks off.
/// </summary>
internal static partial class ProviderMock
{
    private const string EventStream = ".frames";

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".json"] = "application/json",
        [".sse"] = "text/event-stream; charset=utf-8",
        [".ndjson"] = "application/x-ndjson",
        [EventStream] = "application/vnd.amazon.eventstream",
        [".mp3"] = "audio/mpeg",
        [".bin"] = "application/octet-stream",
    };

    private static readonly string[] Streams = [".sse", ".ndjson", EventStream];
    private static readonly string[] Documents = [".json", ".mp3", ".bin"];

    /// <summary>Models that a provider refuses, by the last part of their names. The body of the answer is in <c>Answers/{name}/{part}.json</c>.</summary>
    private static readonly Dictionary<string, int> Refusals = new() { ["limited"] = 429, ["overloaded"] = 529, ["throttled"] = 429, ["final"] = 503 };

    public static UpstreamAnswer Answer(RecordedRequest request)
    {
        var path = Uri.UnescapeDataString(request.Path.Split('?')[0]).TrimStart('/').Split('/');
        var folder = Path.Combine(NodeScript.ProjectFolder, "Answers", path[0]);
        var body = ReadObject(request.Body);
        var model = (string?)body?["model"] ?? ModelInPath().Match(string.Join('/', path)).Groups["model"].Value;
        var variant = model.Split('-')[^1];
        if (Refusals.TryGetValue(variant, out var status))
        {
            return UpstreamAnswer.Json(
                File.ReadAllText(Path.Combine(folder, $"{variant}.json")),
                status,
                variant == "final"
                    ? new Dictionary<string, string> { ["x-should-retry"] = "false" }
                    : new Dictionary<string, string> { ["retry-after"] = "7", ["x-amzn-errortype"] = "ThrottlingException" });
        }

        var name = $"{request.Method} {string.Join(' ', path[1..])}".Replace(':', '-');
        var asksForUsage = body?["stream_options"]?["include_usage"] is not null;
        var extensions = IsStream(request, body) ? [.. Streams, .. Documents] : Documents;
        var file = new[] { $"{name}.{variant}", asksForUsage ? $"{name}.usage" : name, name }
            .SelectMany(start => extensions.Select(extension => Path.Combine(folder, start + extension)))
            .FirstOrDefault(File.Exists);
        if (file?.EndsWith(".cut.sse", StringComparison.Ordinal) == true)
        {
            return UpstreamAnswer.Cut(File.ReadAllBytes(file));
        }

        return file is null
            ? UpstreamAnswer.Json($$$"""{"error":{"message":"No file in Answers/{{{path[0]}}} answers {{{name}}}"}}""", StatusCodes.Status501NotImplemented)
            : UpstreamAnswer.Custom(http => SendAsync(http, file));
    }

    private static bool IsStream(RecordedRequest request, JsonObject? body) => body?["stream"]?.GetValue<bool>()
        ?? (request.Path.Contains(":stream", StringComparison.Ordinal)
            || request.Path.EndsWith("-stream", StringComparison.Ordinal)
            || request.Path.Contains("/api/", StringComparison.Ordinal)); // Ollama streams unless it is asked not to.

    private static async Task SendAsync(HttpContext http, string file)
    {
        var extension = Path.GetExtension(file);
        http.Response.ContentType = ContentTypes[extension];
        http.Response.Headers["x-request-id"] = "req_mock";
        var text = await File.ReadAllTextAsync(file);
        if (!Streams.Contains(extension))
        {
            http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
            await http.Response.WriteAsync(text);
            return;
        }

        foreach (var part in Parts(text, extension))
        {
            await http.Response.Body.WriteAsync(part);
            await http.Response.Body.FlushAsync();
        }
    }

    // Each event leaves by itself, as from a model.
    private static IEnumerable<byte[]> Parts(string text, string extension)
    {
        if (extension == EventStream)
        {
            return JsonNode.Parse(text)!.AsArray().Select(message => EventStreamFrames.Encode(message!.AsObject()));
        }

        var end = extension == ".sse" ? "\n\n" : "\n";
        return text.Split(end).SkipLast(1).Select(part => Encoding.UTF8.GetBytes(part + end));
    }

    private static JsonObject? ReadObject(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // A form or no body.
        }
    }

    [GeneratedRegex("/models?/(?<model>[^/]+?)(:[a-zA-Z]+)?(/|$)")]
    private static partial Regex ModelInPath();
}

using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>A request that the provider received.</summary>
internal static class SentRequest
{
    private const string Boundary = "boundary=";

    // The headers that say what the provider has to do. Others are the connection's, the SDK's own, or credentials.
    private static readonly string[] Told = ["anthropic-", "openai-", "x-amzn-bedrock-"];

    /// <summary>Method, path, the headers that the provider acts upon, and body, for a comparison and for people, without what differs in each call.</summary>
    public static string ToText(RecordedRequest request) => $"{request.Method} {request.Path}\n{HeadersOf(request)}{BodyOf(request)}\n";

    private static string HeadersOf(RecordedRequest request) => string.Concat(
        from header in request.Headers
        where Told.Any(prefix => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        orderby header.Key.ToLowerInvariant()
        select $"{header.Key.ToLowerInvariant()}: {header.Value}\n");

    private static string BodyOf(RecordedRequest request)
    {
        if (request.Headers.TryGetValue("Content-Type", out var type) && type.IndexOf(Boundary, StringComparison.Ordinal) is var start and >= 0)
        {
            return request.Body.Replace(type[(start + Boundary.Length)..].Trim('"'), "<boundary>", StringComparison.Ordinal);
        }

        try
        {
            var body = JsonNode.Parse(request.Body);
            (body as JsonObject)?.Remove("stream_options"); // The gateway asks for the usage of streams, for its traces.
            (body as JsonObject)?.Remove("metadata"); // The gateway reads it, on the routes where it does not belong to the provider.
            return body?.ToJsonString() ?? "";
        }
        catch (JsonException)
        {
            return request.Body;
        }
    }
}

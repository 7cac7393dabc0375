using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>A request that the provider received.</summary>
internal static class SentRequest
{
    private const string Boundary = "boundary=";

    // The headers that say what the provider has to do. Others are the connection's, the SDK's own, or credentials.
    private static readonly string[] ActedUpon = ["anthropic-", "openai-", "x-amzn-bedrock-"];

    // The routes on which `metadata` is the gateway's. On the others it is the provider's, and goes on.
    private static readonly string[] OfGatewaysMetadata = ["/completions", "/embeddings", "/images/", "/audio/"];

    /// <summary>Method, path, the headers that the provider acts upon, and body, for a comparison and for people, without what differs in each call.</summary>
    public static string ToText(RecordedRequest request) => $"{request.Method} {request.Path}\n{HeadersOf(request)}{BodyOf(request)}\n";

    private static string HeadersOf(RecordedRequest request) => string.Concat(
        from header in request.Headers
        where ActedUpon.Any(prefix => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
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
            if (OfGatewaysMetadata.Any(part => request.Path.Contains(part, StringComparison.Ordinal)))
            {
                (body as JsonObject)?.Remove("metadata"); // The gateway reads it and takes it out.
            }

            return body?.ToJsonString() ?? "";
        }
        catch (JsonException)
        {
            return request.Body;
        }
    }
}

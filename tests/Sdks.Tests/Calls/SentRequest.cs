using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>A request that the provider received.</summary>
internal static class SentRequest
{
    private const string Boundary = "boundary=";

    /// <summary>Method, path and body, for a comparison and for people, without what differs in each call.</summary>
    public static string ToText(RecordedRequest request) => $"{request.Method} {request.Path}\n{BodyOf(request)}\n";

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

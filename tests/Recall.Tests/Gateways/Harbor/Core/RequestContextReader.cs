using System.Text.Json.Nodes;
using Harbor.Contracts;

namespace Harbor.Core;

public sealed class RequestContextReader : IRequestContextReader
{
    public RequestMetadata ReadMessages(JsonNode body)
    {
        var metadata = body["litellm_metadata"];
        return new RequestMetadata
        {
            SessionId = metadata?["session_id"]?.GetValue<string>(),
            TraceId = metadata?["trace_id"]?.GetValue<string>(),
            UserId = body["litellm_metadata"]?["trace_user_id"]?.GetValue<string>() ?? body["metadata"]?["user_id"]?.GetValue<string>(), // The provider's own: user_id.
        };
    }

    public RequestMetadata ReadEmbeddings(JsonNode body) => new()
    {
        SessionId = Value(body, "metadata", "session_id"),
        UserId = Value(body, "metadata", "trace_user_id"),
    };

    /// <summary>The field of the gateway's metadata for a path.</summary>
    public static string FieldFor(string path) => path switch
    {
        "/v1/messages" => "litellm_metadata",
        "/v1/responses" => "litellm_metadata",
        _ => "metadata",
    };

    private static string? Value(JsonNode body, string field, string key) => body[field]?[key]?.ToString();
}

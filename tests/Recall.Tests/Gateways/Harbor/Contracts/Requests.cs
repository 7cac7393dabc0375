using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harbor.Contracts;

public interface IModelRequest
{
    string Model { get; }

    IReadOnlyList<JsonElement> Messages { get; }
}

public sealed record ChatCompletionRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("messages")] IReadOnlyList<JsonElement> Messages) : IModelRequest
{
    [JsonPropertyName("metadata")]
    public RequestMetadata? Metadata { get; init; }
}

public sealed record AnthropicMessagesRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("messages")] IReadOnlyList<JsonElement> Messages) : IModelRequest
{
    [JsonPropertyName("litellm_metadata")]
    public RequestMetadata? GatewayMetadata { get; init; }

    [JsonPropertyName("system")]
    public JsonElement? System { get; init; }
}

public sealed record RequestMetadata
{
    [JsonPropertyName("session_id")]
    public string? SessionId { get; init; }

    [JsonPropertyName("trace_id")]
    public string? TraceId { get; init; }

    [JsonPropertyName("trace_user_id")]
    public string? UserId { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bureau.Models;

public class ChatRequest
{
    [JsonPropertyName("model")]
    public string Model { get; set; } = "";

    [JsonPropertyName("messages")]
    public List<JsonElement> Messages { get; set; } = new();

    [JsonPropertyName("metadata")]
    public CallMetadata? Metadata { get; set; }
}

public class CallMetadata
{
    [JsonPropertyName("session_id")]
    public string? SessionId { get; set; }

    [JsonPropertyName("trace_name")]
    public string? TraceName { get; set; }

    [JsonPropertyName("tags")]
    public string[]? Tags { get; set; }
}

public class MessagesRequest
{
    [JsonPropertyName("model")]
    public string Model { get; set; } = "";

    [JsonPropertyName("messages")]
    public List<JsonElement> Messages { get; set; } = new();

    [JsonPropertyName("max_tokens")]
    public int MaxTokens { get; set; }

    [JsonPropertyName("metadata")] // The provider's own.
    public AnthropicMetadata? Metadata { get; set; }

    [JsonPropertyName("litellm_metadata")]
    public CallMetadata? Gateway { get; set; }
}

public class AnthropicMetadata
{
    [JsonPropertyName("user_id")]
    public string? UserId { get; set; }
}

public class BatchRequest
{
    [JsonPropertyName("requests")]
    public List<JsonElement> Requests { get; set; } = new();

    [JsonPropertyName("litellm_metadata")]
    public Dictionary<string, object>? LitellmMetadata { get; set; }
}

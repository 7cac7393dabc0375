using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControllerGateway.Models;

public sealed record ChatMessage([property: JsonPropertyName("role")] string Role, [property: JsonPropertyName("content")] string Content);

public sealed record CompletionInput
{
    [Required]
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("messages")]
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    [Range(0, 2)]
    [JsonPropertyName("temperature")]
    public double? Temperature { get; init; }

    [JsonPropertyName("conversation_id")]
    public Guid? ConversationId { get; init; }

    [JsonPropertyName("metadata")]
    public CallMetadata? Metadata { get; init; }
}

public sealed record MessagesInput
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("max_tokens")]
    public int MaxTokens { get; init; } = 1024;

    [JsonPropertyName("messages")]
    public JsonElement Messages { get; init; }

    [JsonPropertyName("metadata")] // TLM1006
    public CallMetadata? Metadata { get; init; }
}

public sealed record ResponsesInput
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("input")]
    public JsonElement Input { get; init; }

    [JsonPropertyName("metadata")]
    public Dictionary<string, string>? Metadata { get; init; }

    [JsonPropertyName("litellm_metadata")]
    public CallMetadata? Gateway { get; init; }
}

public sealed record CallMetadata
{
    [JsonPropertyName("session_id")]
    public string? SessionId { get; init; }

    [JsonPropertyName("trace_name")]
    public string? TraceName { get; init; }

    [JsonPropertyName("tags")]
    public string[]? Tags { get; init; }
}

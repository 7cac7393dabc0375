using System.Net;
using System.Text.Json.Serialization;

namespace ControllerGateway.Models;

public sealed record CompletionResult
{
    [JsonIgnore]
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    [JsonPropertyName("answer")]
    public ChatMessage? Answer { get; init; }

    [JsonPropertyName("finish_reason")]
    public string? FinishReason { get; init; }

    public static implicit operator CompletionResult(HttpStatusCode status) => new() { Status = status };
}

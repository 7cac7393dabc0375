using System.Text.Json.Serialization;

namespace AgentDesk.Web;

internal sealed record RunRequest
{
    [JsonPropertyName("instructions")]
    public string? Instructions { get; init; }

    [JsonPropertyName("metadata")] // TLM1006
    public RunLabels? Metadata { get; init; }
}

internal sealed record RunLabels([property: JsonPropertyName("session_id")] string? SessionId, [property: JsonPropertyName("ticket")] string? Ticket);

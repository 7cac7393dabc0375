using System.Text.Json;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>What the viewer's API says of a request.</summary>
/// <param name="Id">The id of the row.</param>
/// <param name="TraceId">The id of the trace.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Model">The model that the caller asked for.</param>
/// <param name="Answered">The model that answered.</param>
/// <param name="Key">The name of the key.</param>
/// <param name="Route">The route.</param>
/// <param name="Session">The session.</param>
/// <param name="User">The user.</param>
/// <param name="Duration">The duration in milliseconds.</param>
/// <param name="Cost">The cost in US dollars.</param>
/// <param name="Spans">The number of spans.</param>
internal sealed record TraceRow(string Id, string TraceId, string Outcome, string? Model, string? Answered, string? Key, string? Route, string? Session, string? User, double Duration, double? Cost, int Spans)
{
    public static TraceRow Read(JsonElement row) => new(
        row.GetProperty("id").GetString()!,
        row.GetProperty("traceId").GetString()!,
        row.GetProperty("outcome").GetString()!,
        row.GetProperty("modelAsked").GetString(),
        row.GetProperty("modelAnswered").GetString(),
        row.GetProperty("key").GetString(),
        row.GetProperty("route").GetString(),
        row.GetProperty("session").GetString(),
        row.GetProperty("user").GetString(),
        row.GetProperty("durationMs").GetDouble(),
        row.GetProperty("cost") is { ValueKind: JsonValueKind.Number } cost ? cost.GetDouble() : null,
        row.GetProperty("spans").GetInt32());
}

using System.Text.Json;
using TracedLlm.Viewer.Rows;

namespace TracedLlm.Viewer.Json;

/// <summary>Writes rows as JSON.</summary>
internal static class RowJson
{
    public static void Write(Utf8JsonWriter json, TraceRow row)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteNumber("seq", row.Change);
        json.WriteString("traceId", row.TraceId);
        json.WriteString("spanId", row.SpanId);
        json.WriteNumber("time", row.Time);
        json.WriteNumber("durationMs", row.Duration);
        json.WriteString("outcome", row.Outcome);
        ValueJson.Number(json, "status", row.Status);
        json.WriteString("method", row.Method);
        json.WriteString("route", row.Route);
        json.WriteString("path", row.Path);
        json.WriteString("api", row.Api);
        json.WriteString("operation", row.Operation);
        json.WriteString("modelAsked", row.ModelAsked);
        json.WriteString("modelAnswered", row.ModelAnswered);
        json.WriteString("provider", row.Provider);
        json.WriteString("key", row.Key);
        json.WriteString("team", row.Team);
        json.WriteString("user", row.User);
        json.WriteString("session", row.Session);
        json.WriteString("name", row.Name);
        json.WriteNumber("providerMs", row.ProviderTime);
        json.WriteNumber("gatewayMs", Math.Max(row.Duration - row.ProviderTime, 0));
        ValueJson.Number(json, "firstChunkMs", row.FirstChunk);
        ValueJson.Number(json, "tokensIn", row.TokensIn);
        ValueJson.Number(json, "tokensOut", row.TokensOut);
        ValueJson.Number(json, "cost", row.Cost);
        json.WriteNumber("attempts", row.Attempts);
        json.WriteNumber("retries", row.Retries);
        json.WriteNumber("fallbacks", row.Fallbacks);
        json.WriteStartArray("guardrails");
        foreach (var guardrail in row.Guardrails)
        {
            json.WriteStartObject();
            json.WriteString("name", guardrail.Name);
            json.WriteString("mode", guardrail.Mode);
            json.WriteString("status", guardrail.Status);
            json.WriteString("action", guardrail.Action);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("errorType", row.ErrorType);
        json.WriteBoolean("cacheHit", row.IsCacheHit);
        json.WriteNumber("spans", row.Spans);
        json.WriteNumber("bytes", row.Bytes);
        json.WriteBoolean("isPinned", row.IsPinned);
        json.WriteEndObject();
    }
}

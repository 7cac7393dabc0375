using System.Text.Json;

namespace Core;

public class QuotaException(string message) : Exception(message);

public static class Quota
{
    public static string Take(JsonElement body) =>
        Sessions.Find(body) is { Length: > 3 } session ? session : throw new QuotaException("no session");
}

internal static class Sessions
{
    public static string? Find(JsonElement body) =>
        body.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("session_id", out var session) ? session.GetString() : null;
}

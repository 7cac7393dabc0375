using System.Text.Json;
using System.Text.Json.Nodes;
using ChatGateway.Providers;
using Microsoft.AspNetCore.Mvc;

namespace ChatGateway.Endpoints;

/// <summary>POST /v1/messages, for the coding assistants.</summary>
internal static class MessagesEndpoint
{
    private const string ProvidersOwn = "metadata";

    [TracedLlmRoute]
    public static async Task<IResult> HandleAsync([FromBody] JsonObject body, HttpContext http, ProviderClient provider)
    {
        var user = body[ProvidersOwn]?["user_id"]?.GetValue<string>();
        var session = SessionOf(body) ?? Fingerprint(user);
        http.Response.Headers["x-session"] = session;

        var forwarded = new JsonObject { [ProvidersOwn] = body[ProvidersOwn]?.DeepClone() };
        foreach (var (name, value) in body)
        {
            if (name is not (ProvidersOwn or "litellm_metadata"))
            {
                forwarded[name] = value?.DeepClone();
            }
        }

        Normalize(forwarded);
        var response = await provider.SendAsync(new ProviderRequest("messages", (string?)body["model"] ?? "claude", forwarded), http.RequestAborted);
        http.Response.RegisterForDispose(response);
        return Results.Stream(
            await response.Content.ReadAsStreamAsync(http.RequestAborted),
            response.Content.Headers.ContentType?.MediaType ?? "application/json");
    }

    private static string? SessionOf(JsonObject body)
    {
        var metadata = body["metadata"]; // TLM1001
        return metadata?["session_id"]?.GetValue<string>();
    }

    private static string? Fingerprint(string? user) => user is null
        ? null
        : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(user)))[..12];

    // The provider takes the system prompt as text or as blocks; caches want blocks.
    private static void Normalize(JsonObject request)
    {
        if (request["system"] is JsonValue system && system.GetValueKind() == JsonValueKind.String)
        {
            request["system"] = new JsonArray(new JsonObject
            {
                ["type"] = "text",
                ["text"] = system.GetValue<string>(),
                ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
            });
        }

        if ((int?)request["max_tokens"] is not > 0)
        {
            request["max_tokens"] = 4096;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Atlas.Hosting;
using Atlas.Providers;
using Microsoft.AspNetCore.Mvc;

namespace Atlas.Requests;

public static class Routes
{
    public static IEndpointRouteBuilder MapAtlas(this IEndpointRouteBuilder endpoints)
    {
        RequestDelegate speech = SpeechAsync;
        endpoints.MapPost("/v1/chat/completions", ChatAsync);
        endpoints.MapPost("/v1/messages", MessagesAsync);
        endpoints.MapPost("/v1/audio/speech", speech);
        endpoints.MapPost("/v1/batches", [TracedLlmRoute] async (
            [FromBody] BatchRequest request,
            HttpContext context,
            [FromKeyedServices("openai")] IForwarder forwarder) =>
        {
            context.Response.Headers["x-session"] = request.LitellmMetadata.GetValueOrDefault("session_id");
            await forwarder.ForwardAsync("/v1/batches", JsonSerializer.SerializeToNode(request)!.AsObject(), context);
        });
        return endpoints;
    }

    [TracedLlmRoute]
    private static async Task ChatAsync(
        JsonObject body,
        HttpContext context,
        CheckRunner checks,
        [FromKeyedServices("chat")] IMetadataSource source,
        [FromKeyedServices("openai")] IForwarder forwarder)
    {
        context.Response.Headers["x-session"] = source.Session(body);
        checks.RunAll(body);
        await forwarder.ForwardAsync("/v1/chat/completions", body, context);
    }

    [TracedLlmRoute]
    private static async Task MessagesAsync(
        JsonObject body,
        HttpContext context,
        CheckRunner checks,
        [FromKeyedServices("messages")] IMetadataSource source,
        [FromKeyedServices("anthropic")] IForwarder forwarder)
    {
        context.Response.Headers["x-session"] = source.Session(body);
        var metadata = body["litellm_metadata"] ?? body["metadata"];
        context.Response.Headers["x-trace"] = metadata?["trace_id"]?.ToString();
        checks.RunAll(body);
        await forwarder.ForwardAsync("/v1/messages", body, context);
    }

    [TracedLlmRoute]
    private static async Task SpeechAsync(HttpContext context)
    {
        var body = await context.Request.ReadFromJsonAsync<JsonObject>(context.RequestAborted) ?? throw new AtlasException("The body is empty");
        if (body.TryGetPropertyValue("metadata", out var metadata) && metadata is JsonObject facts)
        {
            context.Response.Headers["x-user"] = facts["trace_user_id"]?.GetValue<string>();
        }

        var forwarder = context.RequestServices.GetRequiredKeyedService<IForwarder>("openai");
        await forwarder.ForwardAsync("/v1/audio/speech", body, context);
    }
}

public sealed class BatchRequest
{
    public string? InputFileId { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("litellm_metadata")]
    public Dictionary<string, string> LitellmMetadata { get; init; } = [];
}

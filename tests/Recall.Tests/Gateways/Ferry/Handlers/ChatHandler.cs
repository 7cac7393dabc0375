using System.Text.Json;
using Ferry.Safety;
using Ferry.Upstream;

namespace Ferry.Handlers;

public sealed class ChatHandler(ProviderClient provider, PiiScan pii, ILogger<ChatHandler> logger)
{
    [TracedLlmRoute]
    public static Task HandleAsync(HttpContext context) => context.RequestServices.GetRequiredService<ChatHandler>().CompleteAsync(context);

    private async Task CompleteAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messages", out var messages))
        {
            throw new InvalidBodyException("messages is missing");
        }

        if (root.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("session_id", out var session))
        {
            context.Response.Headers["x-session-id"] = session.GetString();
        }

        await pii.ScanAsync(messages);
        using var response = await provider.SendAsync("v1/chat/completions", root, context.RequestAborted);
        var answer = await response.Content.ReadAsStringAsync(context.RequestAborted);
        if (pii.CheckLength(answer).IsTooLong)
        {
            logger.LogWarning("A long answer for {Model}", root.TryGetProperty("model", out var model) ? model.GetString() : "?");
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }
}

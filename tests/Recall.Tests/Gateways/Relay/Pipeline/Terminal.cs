using System.Text.Json.Nodes;

namespace Relay.Pipeline;

public static class Terminal
{
    [TracedLlmRoute]
    public static async Task RunAsync(HttpContext context)
    {
        var body = BodyOf(context);
        var path = context.Request.Path.Value!;
        var session = SessionOf(path, body);
        if (session != null)
        {
            context.Response.Headers["x-session"] = session;
        }

        var invoker = context.RequestServices.GetRequiredService<Invoker>();
        await invoker.InvokeAsync(path, body, context);
    }

    [TracedLlmRoute]
    public static async Task CreateThreadAsync(HttpContext context)
    {
        var body = BodyOf(context);
        context.Items["gateway"] = body["litellm_metadata"];
        StampSession(context);
        await context.RequestServices.GetRequiredService<Invoker>().InvokeAsync("/v1/threads", body, context);
    }

    private static void StampSession(HttpContext context)
    {
        if (context.Items["gateway"] is JsonObject gateway)
        {
            context.Response.Headers["x-session"] = gateway["session_id"]?.ToString();
            context.Response.Headers["x-user"] = gateway["trace_user_id"]?.ToString();
        }
    }

    private static string? SessionOf(string path, JsonObject body)
    {
        JsonNode? metadata;
        if (path.EndsWith("/messages") || path.EndsWith("/responses"))
        {
            metadata = body["litellm_metadata"];
        }
        else
        {
            metadata = body["metadata"];
        }

        return metadata?["session_id"]?.ToString();
    }

    private static JsonObject BodyOf(HttpContext context) =>
        context.Items["body"] as JsonObject ?? throw new BodyException("The body is no object");
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Pipeline;

/// <summary>Reads the body once and puts the session where the later parts of the pipeline find it.</summary>
public class SessionMiddleware
{
    private readonly RequestDelegate _next;

    public SessionMiddleware(RequestDelegate next)
    {
        _next = next;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            context.Items["body"] = body;
        }
        catch (JsonException e)
        {
            throw new BodyException("The body is no JSON", e);
        }

        context.Request.Body.Position = 0;
        await _next(context);
    }
}

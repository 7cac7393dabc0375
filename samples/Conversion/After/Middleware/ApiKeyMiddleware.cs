using LlmProxy.Keys;

namespace LlmProxy.Middleware;

/// <summary>Lets only callers with a known key pass.</summary>
public class ApiKeyMiddleware
{
    private const string Bearer = "Bearer ";

    private readonly RequestDelegate _next;
    private readonly KeyStore _keys;

    public ApiKeyMiddleware(RequestDelegate next, KeyStore keys)
    {
        _next = next;
        _keys = keys;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v1"))
        {
            await _next(context);
            return;
        }

        var header = context.Request.Headers.Authorization.ToString();
        var text = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..]
            : context.Request.Headers["x-api-key"].ToString();

        context.Items[nameof(ApiKey)] = await _keys.FindAsync(text, context.RequestAborted)
            ?? throw new ApiException(401, "The API key is not valid.");
        await _next(context);
    }
}

namespace Relay.Pipeline;

public class BearerMiddleware
{
    private const string Scheme = "Bearer ";
    private readonly RequestDelegate _next;
    private readonly HashSet<string> _hashes;

    public BearerMiddleware(RequestDelegate next, IConfiguration configuration)
    {
        _next = next;
        _hashes = configuration.GetSection("KeyHashes").Get<HashSet<string>>() ?? new HashSet<string>();
    }

    public async Task InvokeAsync(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        if (header == null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var hash = LlmCaller.HashKey(header.Substring(Scheme.Length));
        if (!_hashes.Contains(hash))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        LlmTrace.Current?.SetRootTag("relay.key", LlmCaller.HashKey(header));
        await _next(context);
    }
}

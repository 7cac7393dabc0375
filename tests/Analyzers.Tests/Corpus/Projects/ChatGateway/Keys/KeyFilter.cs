namespace ChatGateway.Keys;

internal sealed partial class KeyFilter(IKeyStore keys) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await AuthenticateAsync(http.Request.Headers.Authorization.ToString(), http.RequestAborted) is not { } caller)
        {
            return Results.Json(new { error = new { message = "Invalid API key.", type = "authentication_error" } }, statusCode: StatusCodes.Status401Unauthorized);
        }

        http.Features.Set(caller);
        return await next(context);
    }

    [TracedStage(LlmStage.Auth)]
    [return: SpanTag("app.key.alias", Path = "Alias")]
    private partial Task<CallerKey?> AuthenticateAsync(string header, CancellationToken cancellationToken);

    private async Task<CallerKey?> AuthenticateCoreAsync(string header, CancellationToken cancellationToken)
    {
        const string Scheme = "Bearer ";
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await keys.FindAsync(header[Scheme.Length..].Trim(), cancellationToken)
            : null;
    }
}

namespace Ferry.Safety;

public sealed class ApiKeyMiddleware(RequestDelegate next, KeyTable keys)
{
    public async Task InvokeAsync(HttpContext context)
    {
        string key = context.Request.Headers["x-api-key"].ToString();
        if (keys.Find(key) is not { } alias)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using (var span = LlmSpan.StartStage(LlmStage.Auth))
        {
            span.SetTag("app.key.hash", LlmCaller.HashKey(key));
        }

        LlmTrace.Current?.SetCaller(new LlmCaller { KeyAlias = alias });
        await next(context);
    }
}

public sealed class KeyTable(IConfiguration configuration)
{
    public string? Find(string key)
    {
        var entry = configuration.GetSection($"Keys:{key}");
        return entry["Revoked"] is null ? entry["Alias"] : throw new KeyRevokedException(entry["Alias"] ?? "?");
    }
}

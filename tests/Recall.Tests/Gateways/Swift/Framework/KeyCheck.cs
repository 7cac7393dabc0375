namespace Swift.Framework;

public static class KeyCheck
{
    public static async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var secret = header.Replace("Bearer ", "", StringComparison.Ordinal);
        if (secret.Length < 20)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await http.Response.WriteAsJsonAsync(new { error = new { code = "no_key" } });
            return;
        }

        using var span = LlmSpan.StartStage("identify");
        span.SetTag("swift.caller", LlmCaller.HashKey(secret));
        await next(http);
    }
}

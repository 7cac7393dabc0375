namespace Prism;

public static class Gate
{
    public static IResult? Admit(HttpContext http) => http.Request.Headers.TryGetValue("x-api-key", out var keys) && keys is [{ Length: > 16 } key]
        ? Admitted(key)
        : Results.Unauthorized();

    private static IResult? Admitted(string key)
    {
        using var span = LlmSpan.StartStage("gate");
        span.SetTag("prism.key", LlmCaller.HashKey(key));
        return null;
    }
}

using TracedLlm;

internal static class SecretInTag
{
    public static void Tag(LlmSpan span, HttpContext http) => span.SetTag("app.key", http.Request.Headers.Authorization.ToString());
}

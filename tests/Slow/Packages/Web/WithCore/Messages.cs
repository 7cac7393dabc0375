using System.Text.Json;
using TracedLlm;

internal static class Messages
{
    public static void Map(WebApplication app) => app.MapPost("/v1/messages", HandleAsync);

    [TracedLlmRoute]
    public static async Task HandleAsync(HttpContext http, ILogger<Program> log)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body);
            await http.Response.WriteAsync(Core.Quota.Take(document.RootElement));
        }
        catch (Exception e)
        {
            Log(log, e);
            throw;
        }
    }

    [FailureLoggingPath]
    private static void Log(ILogger log, Exception e)
    {
        if (e is InvalidOperationException)
        {
            log.LogError(e, "failed");
        }
    }
}

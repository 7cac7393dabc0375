using System.Text.Json;

namespace Swift.Framework;

/// <summary>The base of all endpoints: reads the body, runs the handler, answers failures.</summary>
public abstract class EndpointBase : IEndpoint
{
    protected HttpContext Http { get; private set; } = null!;

    protected CancellationToken Aborted => Http.RequestAborted;

    public abstract void Map(IEndpointRouteBuilder routes);

    protected abstract Task<object?> ExecuteAsync(JsonElement body);

    protected async Task RunAsync(HttpContext http)
    {
        Http = http;
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            var result = await ExecuteAsync(document.RootElement);
            await http.Response.WriteAsJsonAsync(result);
        }
        catch (Exception ex)
        {
            Fail(ex);
            if (ex is SwiftException swift)
            {
                await http.Response.WriteAsJsonAsync(new { error = new { code = swift.Code, message = swift.Message } });
            }
        }
    }

    [FailureLoggingPath]
    protected virtual void Fail(Exception ex)
    {
        LlmTrace.Current?.RecordException(ex);
        Http.RequestServices.GetRequiredService<ILogger<EndpointBase>>().LogError(ex, "Endpoint {Endpoint} failed", GetType().Name);
        Http.Response.StatusCode = ex is SwiftException swift ? swift.Status : 500;
    }
}

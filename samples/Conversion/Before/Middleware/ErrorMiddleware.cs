namespace LlmProxy.Middleware;

/// <summary>Writes exceptions as errors in OpenAI's form.</summary>
public class ErrorMiddleware
{
    private readonly RequestDelegate _next;
    private readonly ILogger<ErrorMiddleware> _logger;

    public ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
    {
        _next = next;
        _logger = logger;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await _next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            _logger.LogInformation("The caller has disconnected");
        }
        catch (ApiException exception) when (!context.Response.HasStarted)
        {
            _logger.LogWarning("{Path} failed: {Message}", context.Request.Path, exception.Message);
            await WriteAsync(context, exception.Status, exception.Message);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            _logger.LogError(exception, "{Path} failed", context.Request.Path);
            await WriteAsync(context, 500, "Internal error.");
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new
        {
            error = new
            {
                message,
                type = status >= 500 ? "server_error" : "invalid_request_error",
                param = (string?)null,
                code = (string?)null,
            },
        });
    }
}

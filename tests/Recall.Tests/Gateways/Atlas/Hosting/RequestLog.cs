namespace Atlas.Hosting;

public interface IRequestLog
{
    void Failed(HttpContext context, Exception exception);
}

public sealed class RequestLog(ILoggerFactory loggers) : IRequestLog
{
    private readonly ILogger _logger = loggers.CreateLogger("Atlas.Requests");

    public void Failed(HttpContext context, Exception exception)
    {
        using var scope = _logger.BeginScope(new Dictionary<string, object?> { ["path"] = context.Request.Path.Value });
        _logger.LogError(exception, "The request failed");
    }
}

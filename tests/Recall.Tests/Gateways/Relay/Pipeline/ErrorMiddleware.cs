namespace Relay.Pipeline;

public class ErrorMiddleware
{
    private readonly RequestDelegate _next;
    private readonly FailureJournal _journal;

    public ErrorMiddleware(RequestDelegate next, FailureJournal journal)
    {
        _next = next;
        _journal = journal;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await _next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499;
        }
        catch (Exception ex)
        {
            await _journal.AddAsync(context, ex);

            if (context.Response.HasStarted)
            {
                throw;
            }

            context.Response.Clear();
            context.Response.StatusCode = ex is RelayException relay ? relay.StatusCode : StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(new { error = ex.Message });
        }
    }
}

public class FailureJournal
{
    private readonly ILogger<FailureJournal> _logger;
    private readonly TimeProvider _time;

    public FailureJournal(ILogger<FailureJournal> logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
    }

    [FailureLoggingPath]
    public Task AddAsync(HttpContext context, Exception exception)
    {
        var at = _time.GetUtcNow();
        LlmTrace.Current?.RecordException(exception);
        _logger.LogError(exception, "{At:o} {Path} {Trace}", at, context.Request.Path.Value, context.TraceIdentifier);
        return Task.CompletedTask;
    }
}

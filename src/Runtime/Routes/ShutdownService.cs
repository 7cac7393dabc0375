using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>
/// Ends the traces of the requests that are still in flight when the server has stopped: it waits for them until the host's
/// <c>ShutdownTimeout</c>, then breaks them off, and no longer cares for a handler that goes on all the same.
/// </summary>
internal sealed partial class ShutdownService(RequestsInFlight requests, ILoggerFactory loggers) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategories.Shutdown);

    // The token is the deadline of the whole shutdown. It comes here before the server stops.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        requests.WaitUntil(cancellationToken);
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        requests.EndAll();
        if (requests.Cancelled is > 0 and var count)
        {
            NotCompleted(count);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Requests not completed before the shutdown's deadline, and traced as cancelled: {Count}.")]
    private partial void NotCompleted(int count);
}

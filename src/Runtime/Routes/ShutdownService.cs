using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>
/// Ends the traces of the requests that are still open when the server has stopped. The server waits for them until the host's
/// <c>ShutdownTimeout</c> and then aborts their connections. A handler that continues after that is not traced.
/// </summary>
internal sealed partial class ShutdownService(RequestsInFlight requests, ILoggerFactory loggers) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategories.Shutdown);

    // The token is the deadline of the whole shutdown. The host calls this method before the server stops.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        requests.SetDeadline(cancellationToken);
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

    [LoggerMessage(LogLevel.Warning, "Requests that did not complete before the shutdown deadline and end as cancelled: {Count}.")]
    private partial void NotCompleted(int count);
}

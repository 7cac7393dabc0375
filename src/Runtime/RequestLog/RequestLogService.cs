using Microsoft.Extensions.Hosting;
using TracedLlm.Exporting;

namespace TracedLlm.RequestLog;

/// <summary>Ends the requests that are still open when the server has stopped, and waits for the request logs.</summary>
internal sealed class RequestLogService(RequestLogs logs, IOpenRequests requests) : IHostedLifecycleService
{
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!logs.Any)
        {
            return Task.CompletedTask;
        }

        // Their records come last. Other services end them too; the order of services does not matter.
        requests.EndAll();
        return logs.DrainAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

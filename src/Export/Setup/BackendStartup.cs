using Microsoft.Extensions.Hosting;

namespace TracedLlm.Export;

/// <summary>Ends the program where a backend has no credentials and nobody brings any, before anything is served; and says where spans go.</summary>
internal sealed class BackendStartup(BackendSelection selection, TenantRouting routing, BackendLog log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var backend in selection.Backends)
        {
            log.Resolved(backend);
        }

        selection.RequireCredentials(routing.HasSources);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

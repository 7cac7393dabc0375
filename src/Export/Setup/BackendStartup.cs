using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Tenants;

namespace TracedLlm.Export.Setup;

/// <summary>Stops the start-up if a backend has no credentials and no tenant can bring any, or if a configured destination of a tenant cannot be used. Logs the address of each backend, and whether content is captured.</summary>
internal sealed class BackendStartup(BackendSelection selection, TenantRouting routing, BackendLog log, IOptions<TracedLlmOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var backend in selection.Backends)
        {
            log.Resolved(backend);
            log.DefaultCollector(backend);
        }

        selection.RequireCredentials(routing.HasSources);
        routing.CheckConfigured();
        log.LacksLangfuseView(selection.Backends);
        if (!options.Value.CaptureContent)
        {
            log.ContentIsOff(selection.Backends);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using TracedLlm.Export.Delivery;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Setup;

/// <summary>
/// Exports spans from before the server starts until after it has stopped, then flushes. The order in which services were added
/// does not matter: the host calls <see cref="StartingAsync"/> before it starts any service, and <see cref="StoppedAsync"/> after it
/// has stopped all of them. Requests that have not ended by then are ended before the flush.
/// </summary>
internal sealed partial class ExportService(
    Func<TracerProvider?> build,
    DeliveryLedger ledger,
    IOpenRequests? requests,
    ILogger logger,
    IReadOnlyList<string> backends,
    string whyEmpty)
    : IHostedLifecycleService, IDisposable
{
    // Bounds how long the end of the program waits for backends.
    private const int FlushMilliseconds = 5_000;

    private TracerProvider? _provider;
    private bool _flushed;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _provider = build();
        if (_provider is null)
        {
            LogNoBackend(whyEmpty);
        }
        else
        {
            LogBackends(string.Join(", ", backends));
        }

        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        // The flush has a deadline of its own: the host's deadline has passed if it waited for requests that did not end.
        Flush();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Flush();
        _provider?.Dispose();
    }

    private void Flush()
    {
        requests?.EndAll();
        if (_provider is { } provider && !_flushed)
        {
            _flushed = true;
            provider.Shutdown(FlushMilliseconds);
            if (ledger.Missing() is { } missing)
            {
                LogNotDelivered(missing);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Spans go to {Backends}.")]
    private partial void LogBackends(string backends);

    [LoggerMessage(LogLevel.Warning, "No spans are exported: {Reason}.")]
    private partial void LogNoBackend(string reason);

    [LoggerMessage(LogLevel.Warning, "Not all spans were delivered before the end: {Missing}.")]
    private partial void LogNotDelivered(string missing);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using TracedLlm.Export.Delivery;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Setup;

/// <summary>
/// Listens from before the server starts until after it has stopped, then flushes. The order in which services were added
/// does not matter: <see cref="StartingAsync"/> comes before every service's start, <see cref="StoppedAsync"/> after every stop,
/// and the requests that are left by then are ended first.
/// </summary>
internal sealed partial class ExportService(
    Func<TracerProvider?> build,
    DeliveryLedger ledger,
    IOpenRequests? requests,
    ILogger logger,
    IReadOnlyList<string> backends)
    : IHostedLifecycleService, IDisposable
{
    private const int FlushMilliseconds = 5_000;

    private TracerProvider? _provider;
    private bool _flushed;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _provider = build();
        if (_provider is null)
        {
            LogNoBackend();
        }
        else
        {
            LogBackends(string.Join(", ", backends));
        }

        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        // Not within the host's deadline: it has passed where requests were waited for in vain.
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

    [LoggerMessage(LogLevel.Warning, "Spans go nowhere: neither TracedLlm:Callbacks nor OTEL_EXPORTER_OTLP_ENDPOINT is set.")]
    private partial void LogNoBackend();

    [LoggerMessage(LogLevel.Warning, "Not all spans were delivered before the end: {Missing}.")]
    private partial void LogNotDelivered(string missing);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace TracedLlm.Export;

/// <summary>
/// Listens from before the server starts until after it has stopped, then flushes. The order in which services were added
/// does not matter: <see cref="StartingAsync"/> comes before every service's start, <see cref="StoppedAsync"/> after every stop.
/// </summary>
internal sealed partial class ExportService(Func<TracerProvider?> build, ILogger<ExportService> logger, string[] backends)
    : IHostedLifecycleService, IDisposable
{
    private const int FlushMilliseconds = 5_000;

    private TracerProvider? _provider;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _provider = build();
        if (_provider is null)
        {
            GoNowhere();
        }
        else
        {
            Go(string.Join(", ", backends));
        }

        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_provider is { } provider && !provider.Shutdown(FlushMilliseconds))
        {
            NotFlushed(FlushMilliseconds);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _provider?.Dispose();

    [LoggerMessage(LogLevel.Information, "Spans go to {Backends}.")]
    private partial void Go(string backends);

    [LoggerMessage(LogLevel.Warning, "Spans go nowhere: neither TracedLlm:Callbacks nor OTEL_EXPORTER_OTLP_ENDPOINT is set.")]
    private partial void GoNowhere();

    [LoggerMessage(LogLevel.Warning, "Not all spans could be sent within {Milliseconds} ms of the shutdown.")]
    private partial void NotFlushed(int milliseconds);
}

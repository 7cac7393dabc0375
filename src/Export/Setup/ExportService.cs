using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Signals;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Setup;

/// <summary>
/// Exports spans, metrics and log records from before the server starts until after it has stopped, then flushes. The order in which services were added
/// does not matter: the host calls <see cref="StartingAsync"/> before it starts any service, and <see cref="StoppedAsync"/> after it
/// has stopped all of them. Requests that have not ended by then are ended before the flush.
/// </summary>
internal sealed partial class ExportService(
    Func<TracerProvider?> build,
    DeliveryLedger ledger,
    IOpenRequests? requests,
    SignalExports signals,
    IServiceProvider services,
    ILogger logger,
    IReadOnlyList<string> backends,
    Func<IEnumerable<string>> findUnusedRoutes,
    string whyEmpty)
    : IHostedLifecycleService, IDisposable
{
    // Bounds how long the end of the program waits for backends.
    private const int FlushMilliseconds = 5_000;

    // What metrics and log records have at least, after spans have used the time up.
    private static readonly TimeSpan LeastForSignals = TimeSpan.FromSeconds(1);

    private bool _flushed;

    /// <summary>The provider of the spans after the start; <see langword="null"/> if no spans are exported.</summary>
    public TracerProvider? Provider { get; private set; }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A wrong setting of the spans ends the program here, before metrics are sent.
        Provider = build();
        signals.Start(services);
        if (Provider is null)
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

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        signals.CheckStarted(services);

        // Only now all endpoints are known.
        if (Provider is not null && string.Join(", ", findUnusedRoutes()) is { Length: > 0 } routes)
        {
            LogUnusedRoutes(routes);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Flush();
        Provider?.Dispose();
        signals.Dispose();
    }

    private void Flush()
    {
        requests?.EndAll();
        if (_flushed)
        {
            return;
        }

        _flushed = true;
        var start = Stopwatch.GetTimestamp();
        if (Provider is { } provider)
        {
            provider.Shutdown(FlushMilliseconds);
            if (ledger.Missing() is { } missing)
            {
                LogNotDelivered(missing);
            }
        }

        // After the spans, so that the last metrics and log records tell what became of them.
        var left = TimeSpan.FromMilliseconds(FlushMilliseconds) - Stopwatch.GetElapsedTime(start);
        signals.Stop(left > LeastForSignals ? left : LeastForSignals);
    }

    [LoggerMessage(LogLevel.Information, "Spans go to {Backends}.")]
    private partial void LogBackends(string backends);

    [LoggerMessage(LogLevel.Warning, "No spans are exported: {Reason}.")]
    private partial void LogNoBackend(string reason);

    [LoggerMessage(LogLevel.Warning, "TracedLlm:Sampling:Routes has ratios for {Routes}, but no endpoint has such a pattern. They have no effect.")]
    private partial void LogUnusedRoutes(string routes);

    [LoggerMessage(LogLevel.Warning, "Not all spans were delivered before the end: {Missing}.")]
    private partial void LogNotDelivered(string missing);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using TracedLlm.Metrics;

namespace TracedLlm.Export.Signals;

/// <summary>
/// The export of metrics and log records, from before the server starts until after it has stopped. A gateway with a
/// <see cref="MeterProvider"/> or a <see cref="LoggerProvider"/> of its own exports that signal itself.
/// </summary>
/// <param name="metrics">The settings of the metrics; <see langword="null"/> if none are sent.</param>
/// <param name="logs">The settings of the log records; <see langword="null"/> if none are sent.</param>
/// <param name="meters">Further meters.</param>
/// <param name="resource">Creates the resource.</param>
internal sealed partial class SignalExports(
    MetricsSettings? metrics, LogsSettings? logs, IReadOnlyList<string> meters, Func<IServiceProvider, ResourceBuilder> resource) : IDisposable
{
    /// <summary>The category of the log lines.</summary>
    public const string Category = "TracedLlm.Export.SignalExports";

    // Cancelled at the deadline of the gateway's end, so that an endpoint that does not answer cannot hold it up.
    private readonly CancellationTokenSource _stopping = new();
    private MeterProvider? _metrics;
    private GatewayLoggerProvider? _logs;
    private bool _hasOwnMeterProvider;
    private bool _isStopped;

    /// <summary>Starts the metrics, and says in the log which signals are sent.</summary>
    public void Start(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        if (metrics is not null)
        {
            if (Has<MeterProvider>(services))
            {
                LogOwnMeterProvider(logger);
                _hasOwnMeterProvider = true;
            }
            else
            {
                _metrics = MetricsExport.Start(metrics, meters, resource(services), logger, _stopping.Token);
                LogSent(logger, metrics.Endpoint.Signal.Name, metrics.Endpoint.Form);
            }
        }

        if (logs is not null && (!logs.EventsOnly || services.GetService<IOptions<TracedLlmOptions>>()?.Value.WriteEvents == true))
        {
            if (Has<LoggerProvider>(services))
            {
                LogOwnLoggerProvider(logger);
            }
            else
            {
                LogSent(logger, logs.EventsOnly ? "events" : logs.Endpoint.Signal.Name, logs.Endpoint.Form);
            }
        }
    }

    /// <summary>All services have started, so that a provider of the gateway's own listens: says in the log if it does not.</summary>
    public void CheckStarted(IServiceProvider services)
    {
        if (_hasOwnMeterProvider && !TraceCounters.AreRequestsInFlightMeasured)
        {
            LogNoMeter(services.GetRequiredService<ILoggerFactory>().CreateLogger(Category));
        }
    }

    /// <summary>Creates the log provider; <see langword="null"/> if no log records are sent.</summary>
    public ILoggerProvider? CreateLoggerProvider(IServiceProvider services)
    {
        if (logs is not null && !Has<LoggerProvider>(services))
        {
            _logs ??= GatewayLoggerProvider.Create(
                logs, resource(services), () => services.GetRequiredService<ILoggerFactory>().CreateLogger(Category), _stopping.Token);
        }

        return _logs;
    }

    /// <summary>Sends what waits, and lets no later request wait for an answer.</summary>
    public void Stop(TimeSpan deadline)
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _stopping.CancelAfter(deadline);
        var limit = (int)deadline.TotalMilliseconds;
        Parallel.Invoke(() => _metrics?.Shutdown(limit), () => _logs?.Flush(limit));
        _stopping.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _metrics?.Dispose();
        _stopping.Dispose();
    }

    private static bool Has<T>(IServiceProvider services) => services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T));

    [LoggerMessage(LogLevel.Information, "The {Signal} go to {Address}.")]
    private static partial void LogSent(ILogger logger, string signal, string address);

    [LoggerMessage(LogLevel.Information, "The gateway has a MeterProvider of its own, so that AddTracedLlmExport sends no metrics. Call AddTracedLlm() on its builder to have the metrics of TracedLlm in it, or set OTEL_METRICS_EXPORTER=none.")]
    private static partial void LogOwnMeterProvider(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "No metrics of TracedLlm are sent: the gateway has a MeterProvider of its own, which does not have their meter. Call AddTracedLlm() on its builder, or set OTEL_METRICS_EXPORTER=none.")]
    private static partial void LogNoMeter(ILogger logger);

    [LoggerMessage(LogLevel.Information, "The gateway has a LoggerProvider of its own, so that AddTracedLlmExport sends no log records. Call AddTracedLlm() on its options before the exporter is added to have the ids of exported spans on its records, or set OTEL_LOGS_EXPORTER=none.")]
    private static partial void LogOwnLoggerProvider(ILogger logger);
}

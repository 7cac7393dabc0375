using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;

namespace TracedLlm.Report;

/// <summary>Logs the <see cref="GatewayReport"/> after the gateway has started, because all endpoints are known only then.</summary>
internal sealed partial class GatewayReportService(GatewayReport report, ILoggerFactory loggers) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategories.GatewayReport);

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_logger.IsEnabled(LogLevel.Information))
        {
            Started(report.ToSummary().TrimEnd());
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "What is traced:\n{Report}")]
    private partial void Started(string report);
}

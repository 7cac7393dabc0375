using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;
using TracedLlm.Settings;

namespace TracedLlm.Report;

/// <summary>
/// Logs the warnings about settings before the gateway starts, and the <see cref="GatewayReport"/> after it has started, because all
/// endpoints are known only then.
/// </summary>
internal sealed partial class GatewayReportService(GatewayReport report, IEnumerable<SettingWarnings> warnings, ILoggerFactory loggers) : IHostedLifecycleService
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

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in warnings.SelectMany(static package => package.Texts).Distinct())
        {
            Warned(warning);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private partial void Warned(string warning);

    [LoggerMessage(LogLevel.Information, "What is traced:\n{Report}")]
    private partial void Started(string report);
}

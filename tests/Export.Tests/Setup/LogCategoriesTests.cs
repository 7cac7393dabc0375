using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TracedLlm.Export.Tests.Setup;

/// <summary>The categories of the log are part of the settings of gateways, so a type that moves must not change them.</summary>
[Collection(ProcessWide.Name)]
public sealed class LogCategoriesTests : IDisposable
{
    private readonly DirectoryInfo _spool = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task Both_packages_log_in_categories_of_fixed_names()
    {
        using var log = new Categories();
        await using (var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
                ["TracedLlm:Spool"] = _spool.FullName,
            },
            logging: log))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(
            [
                "TracedLlm.Cost",
                "TracedLlm.Export.BackendLog",
                "TracedLlm.Export.DeliveryLedger",
                "TracedLlm.Export.DestinationReport",
                "TracedLlm.Export.ExportService",
                "TracedLlm.Export.FileSpool",
                "TracedLlm.Export.SignalExports",
                "TracedLlm.Failures",
                "TracedLlm.GatewayReportService",
                "TracedLlm.RequestLog",
                "TracedLlm.Requests",
                "TracedLlm.ShutdownService",
            ],
            log.Names.Where(name => name.StartsWith("TracedLlm.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }

    public void Dispose() => _spool.Delete(recursive: true);

    private sealed class Categories : ILoggerProvider
    {
        public ConcurrentQueue<string> Names { get; } = new();

        public ILogger CreateLogger(string categoryName)
        {
            Names.Enqueue(categoryName);
            return NullLogger.Instance;
        }

        public void Dispose()
        {
        }
    }
}

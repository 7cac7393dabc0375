using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TracedLlm.Bench.Gateways;

/// <summary>Tracing by hand, exported by the stock exporter.</summary>
internal static class Tracing
{
    // A queue that loses nothing while the gateway is saturated: several seconds of its spans.
    private const int QueueSize = 256 * 1024;
    private const int BatchSize = 512;
    private const int DelayMilliseconds = 1000;
    private const int TimeoutMilliseconds = 30_000;

    public static void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton(Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(static resource => resource.AddService("bench-gateway"))
        .SetSampler(new AlwaysOnSampler())
        .AddSource(RequestTrace.SourceName)
        .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(new OtlpExporterOptions()), QueueSize, DelayMilliseconds, TimeoutMilliseconds, BatchSize))
        .Build());

    public static void Use(WebApplication app)
    {
        // Resolved once, so that the container disposes of it, which flushes the spans.
        _ = app.Services.GetRequiredService<TracerProvider>();
        app.Use(static async (http, next) =>
        {
            var outer = Activity.Current;
            Activity.Current = null; // The server's own activity is not exported, so it cannot be the parent.
            using var trace = RequestTrace.Start(http);
            try
            {
                await next(http);
                trace?.End(http);
            }
            catch (Exception exception)
            {
                trace?.Fail(exception);
                throw;
            }
            finally
            {
                Activity.Current = outer;
            }
        });
    }
}

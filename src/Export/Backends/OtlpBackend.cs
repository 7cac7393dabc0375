using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace TracedLlm.Export;

/// <summary>Any OTLP backend, by the standard variables <c>OTEL_EXPORTER_OTLP_*</c>.</summary>
internal static class OtlpBackend
{
    // The more specific one first.
    private static readonly string[] ProtocolSettings = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];

    /// <summary>Whether an endpoint is configured.</summary>
    public static bool IsConfigured(BackendContext context) => OtlpSettings.HasEndpoint(context.Configuration);

    public static void Add(TracerProviderBuilder builder, BackendContext context)
    {
        OtlpSettings.Check(context.Configuration);
        var protocol = Protocol(context);
        var count = context.Ledger.Add("otel");
        builder
            .ConfigureServices(services => services.AddSingleton(context.Configuration))
            .AddProcessor(services =>
            {
                var options = new OtlpExporterOptions { Protocol = protocol };
                OtlpSettings.Apply(context.Configuration, options);
                var batches = services.GetRequiredService<IOptionsMonitor<BatchExportActivityProcessorOptions>>().CurrentValue;
#pragma warning disable CA2000 // The processor disposes it, and the provider the processor.
                return new BatchActivityExportProcessor(
                    new CountedOtlpExporter(options, count),
                    batches.MaxQueueSize,
                    batches.ScheduledDelayMilliseconds,
                    batches.ExporterTimeoutMilliseconds,
                    batches.MaxExportBatchSize);
#pragma warning restore CA2000
            });
    }

    // The exporter's own default is gRPC, which few LLM backends take.
    private static OtlpExportProtocol Protocol(BackendContext context)
    {
        foreach (var setting in ProtocolSettings)
        {
            switch (context.Configuration[setting]?.Trim())
            {
                case null or "":
                    continue;
                case "http/protobuf":
                    return OtlpExportProtocol.HttpProtobuf;
                case "grpc":
#pragma warning disable CS0618 // Still the way to choose gRPC.
                    return OtlpExportProtocol.Grpc;
#pragma warning restore CS0618
                case { } other:
                    throw new InvalidOperationException($"{setting} is '{other}'; allowed are http/protobuf and grpc.");
            }
        }

        return OtlpExportProtocol.HttpProtobuf;
    }
}

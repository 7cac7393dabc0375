using Microsoft.Extensions.DependencyInjection;
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
        builder
            .ConfigureServices(services => services.AddSingleton(context.Configuration))
            .AddOtlpExporter(options =>
            {
                options.Protocol = protocol;
                OtlpSettings.ApplyTraces(context.Configuration, options);
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

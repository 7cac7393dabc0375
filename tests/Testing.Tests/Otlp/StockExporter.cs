using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>The OpenTelemetry SDK with its own OTLP exporter, sending the spans of one new source.</summary>
internal sealed class StockExporter : IDisposable
{
    private readonly TracerProvider _provider;

    public StockExporter(OtlpReceiver receiver, string? source = null, Sampler? sampler = null)
        : this(receiver.TracesEndpoint, "authorization=Bearer test", OtlpExportProtocol.HttpProtobuf, source, sampler)
    {
    }

    public StockExporter(
        Uri endpoint, string headers, OtlpExportProtocol protocol = OtlpExportProtocol.HttpProtobuf, string? source = null, Sampler? sampler = null)
    {
        Source = new ActivitySource(source ?? $"test-{Guid.NewGuid():N}", "1.2.3");
        _provider = Sdk.CreateTracerProviderBuilder()
            .SetSampler(sampler ?? new AlwaysOnSampler())
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("gateway", serviceVersion: "4.5", autoGenerateServiceInstanceId: false))
            .AddSource(Source.Name)
            .AddOtlpExporter(otlp =>
            {
                otlp.Protocol = protocol;
                otlp.Endpoint = endpoint;
                otlp.Headers = headers;
            })
            .Build();
    }

    public ActivitySource Source { get; }

    public void Flush() => _provider.ForceFlush();

    public void Dispose()
    {
        _provider.Dispose();
        Source.Dispose();
    }
}

using System.Diagnostics;
using System.Net;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>The span that OpenTelemetry's exporter sends for an activity.</summary>
internal sealed class StockSerializer : IDisposable
{
    private readonly CapturingHandler _handler = new();
    private readonly HttpClient _client;
    private readonly OtlpTraceExporter _exporter;

    public StockSerializer()
    {
        _client = new HttpClient(_handler);
        _exporter = new OtlpTraceExporter(new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = new Uri("http://collector.test/v1/traces"),
            HttpClientFactory = () => _client,
        });
    }

    public ReceivedSpan FromActivity(Activity activity)
    {
        Assert.Equal(ExportResult.Success, _exporter.Export(new Batch<Activity>([activity], 1)));
        return Assert.Single(OtlpTraceDecoder.Decode(_handler.Body));
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _client.Dispose();
    }

    private sealed class CapturingHandler : HttpMessageHandler
    {
        public byte[] Body { get; private set; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            request.Content!.CopyTo(body, context: null, cancellationToken);
            Body = body.ToArray();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        }
    }
}

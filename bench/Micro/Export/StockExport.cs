using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>The export of OpenTelemetry's SDK, with a queue that holds all spans that a call ends.</summary>
internal sealed class StockExport : IDisposable
{
    public const string Name = "stock";

    private readonly BatchActivityExportProcessor _processor;
    private readonly Activity[] _spans;

    public StockExport(SinkProcess sink, GatewaySpans spans)
    {
        _spans = [.. spans.Spans.Select(span => span.Activity)];
        var exporter = new OtlpTraceExporter(new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = sink.AddressOf(Name),
        });
        _processor = new BatchActivityExportProcessor(exporter, maxQueueSize: 64 * 1024, maxExportBatchSize: TracedExport.Batch);
    }

    /// <summary>The number of ended spans.</summary>
    public long Ended { get; private set; }

    /// <summary>Ends enough spans for <see cref="TracedExport.Batches"/> batches, and waits until they are sent.</summary>
    public int Send()
    {
        for (var count = 0; count < TracedExport.Spans; count += _spans.Length)
        {
            foreach (var span in _spans)
            {
                _processor.OnEnd(span);
            }

            Ended += _spans.Length;
        }

        return _processor.ForceFlush() ? 0 : throw new InvalidOperationException("Not sent.");
    }

    public void Dispose()
    {
        _processor.Shutdown();
        _processor.Dispose();
    }
}

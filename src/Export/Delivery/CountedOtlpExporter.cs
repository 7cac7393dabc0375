using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace TracedLlm.Export;

/// <summary>The SDK's OTLP exporter, which tells how many spans its backend has accepted.</summary>
internal sealed class CountedOtlpExporter(OtlpExporterOptions options, BackendCount count) : OtlpTraceExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        // Reading the batch empties it.
        var spans = activityBatch.Count;
        var result = base.Export(activityBatch);
        if (result == ExportResult.Success)
        {
            count.Add(spans);
        }

        return result;
    }
}

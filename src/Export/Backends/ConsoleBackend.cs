using OpenTelemetry;
using OpenTelemetry.Trace;

namespace TracedLlm.Export;

/// <summary>Span trees as text, on the console.</summary>
internal static class ConsoleBackend
{
    private const int DelayMilliseconds = 200;

    public static void Add(TracerProviderBuilder builder, BackendContext context)
    {
#pragma warning disable CA2000 // The provider disposes both.
        var exporter = new TraceTreeExporter(context.Options.Console ?? System.Console.Out);
        builder.AddProcessor(new BatchActivityExportProcessor(exporter, scheduledDelayMilliseconds: DelayMilliseconds));
#pragma warning restore CA2000
    }
}

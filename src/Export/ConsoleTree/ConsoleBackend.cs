using OpenTelemetry;
using OpenTelemetry.Trace;

namespace TracedLlm.Export.ConsoleTree;

/// <summary>Writes span trees as text.</summary>
internal static class ConsoleBackend
{
    // Bounds how long an ended span waits until its tree is written.
    private const int DelayMilliseconds = 200;

    /// <summary>Adds the console to <paramref name="builder"/>.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="writer">Receives the trees; standard output if it is <see langword="null"/>.</param>
    public static void Add(TracerProviderBuilder builder, TextWriter? writer)
    {
#pragma warning disable CA2000 // The provider disposes both.
        var exporter = new TraceTreeExporter(writer ?? System.Console.Out);
        builder.AddProcessor(new BatchActivityExportProcessor(exporter, scheduledDelayMilliseconds: DelayMilliseconds));
#pragma warning restore CA2000
    }
}

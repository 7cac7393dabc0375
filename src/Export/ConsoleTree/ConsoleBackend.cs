using OpenTelemetry.Trace;
using TracedLlm.Export.Delivery;

namespace TracedLlm.Export.ConsoleTree;

/// <summary>Writes span trees as text.</summary>
internal static class ConsoleBackend
{
    private const string Name = "console";

    /// <summary>Adds the console to <paramref name="builder"/>.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="writer">Receives the trees; standard output if it is <see langword="null"/>.</param>
    /// <param name="ledger">Counts the spans.</param>
    /// <param name="isOnly">Whether there is no other backend.</param>
    public static void Add(TracerProviderBuilder builder, TextWriter? writer, DeliveryLedger ledger, bool isOnly)
    {
#pragma warning disable CA2000 // The provider disposes both.
        var exporter = new TraceTreeExporter(writer ?? System.Console.Out, ledger.AddBackend(Name));
        builder.AddProcessor(new ConsoleProcessor(exporter, ledger, isOnly));
#pragma warning restore CA2000
    }
}

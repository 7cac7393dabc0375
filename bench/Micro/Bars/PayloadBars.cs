using System.Diagnostics;
using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Payloads;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// A generated reader takes a fraction of the time of <see cref="System.Text.Json.JsonDocument"/> for the same fields of the
/// same body, and allocates nothing if it keeps no field.
/// </summary>
internal static class PayloadBars
{
    private const double Percent = 100;
    private const double EightTimes = Percent / 8;
    private const double TwoTimes = Percent / 2;
    private const double FiveTimes = Percent / 5;

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(3);

    private static readonly (string Name, int Length, double MostPercent)[] Bodies =
    [
        ("1 KB", 1_000, FiveTimes),
        ("100 KB", 100_000, EightTimes),
        ("2 MB", 2_000_000, FiveTimes),
    ];

    public static IEnumerable<Bar> Measure()
    {
        foreach (var (name, length, mostPercent) in Bodies)
        {
            var readers = new ChatReaders(length);
            WarmUp(readers);
            foreach (var (other, read, most) in new (string, Func<int>, double)[] { ("JsonDocument", readers.Document, mostPercent), ("JsonNode", readers.Node, mostPercent), ("source-generated", readers.SourceGenerated, TwoTimes) })
            {
                var (measured, floor) = InterleavedTiming.Ratio(read, readers.Generated);
                yield return new Bar($"payload, chat request of {name}: of {other}", measured * Percent, most, floor * Percent, "%");
            }

            var (copying, copyingFloor) = InterleavedTiming.Ratio(readers.Document, readers.Copying);
            yield return new Bar($"payload, chat request of {name}: copying segments, of JsonDocument", copying * Percent, FiveTimes, copyingFloor * Percent, "%");
            yield return new Bar($"payload, chat request of {name}: nothing kept", AllocatedBytes.PerCall(readers.GeneratedKeepingNothing), 0, 0, "B");
            yield return new Bar($"payload, chat request of {name}: nothing kept, segments", AllocatedBytes.PerCall(readers.GeneratedFromSegmentsKeepingNothing), 0, 0, "B");
        }
    }

    // Readers and bodies are large, so the compiler reaches the last tier later than for a traced method.
    private static void WarmUp(ChatReaders readers)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime)
        {
            readers.Generated();
            readers.Document();
            readers.Node();
            readers.SourceGenerated();
        }
    }
}

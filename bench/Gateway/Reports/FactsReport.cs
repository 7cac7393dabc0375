using System.Text.Json;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Sink;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>Whether library and peer send the same facts: the spans of one request of each, and the attributes that only one of them has.</summary>
internal static class FactsReport
{
    /// <summary>Prints spans and differences; the program's exit code is 1 if the peer has fewer facts of its own choice.</summary>
    public static int Run(bool isStream)
    {
        using var instruments = new Instruments();
        var traced = Spans(GatewayModes.All, instruments, isStream);
        var peer = Spans(GatewayModes.ByHand, instruments, isStream);
        foreach (var (name, attributes) in traced)
        {
            var others = peer.GetValueOrDefault(name, []);
            Console.WriteLine($"{name}: {attributes.Count} attributes by the library, {others.Count} by the peer");
            foreach (var attribute in attributes)
            {
                var (key, value) = (attribute.Split('=')[0], attribute);
                var same = others.Find(other => other.Split('=')[0] == key);
                Console.WriteLine(same == value ? $"    {value}" : same is null ? $"  - {value}" : $"  ~ {value} | {same}");
            }

            foreach (var other in others.Where(other => !attributes.Exists(attribute => attribute.Split('=')[0] == other.Split('=')[0])))
            {
                Console.WriteLine($"  + {other}");
            }
        }

        var missing = traced.Keys.Except(peer.Keys, StringComparer.Ordinal).ToList();
        Console.WriteLine($"The library sends {traced.Count} spans with {traced.Sum(static span => span.Value.Count)} attributes, the peer {peer.Count} with {peer.Sum(static span => span.Value.Count)}.");
        return missing.Count == 0 ? 0 : 1;
    }

    private static SortedDictionary<string, List<string>> Spans(GatewayMode mode, Instruments instruments, bool isStream)
    {
        using var gateway = new GatewayProcess(mode, instruments);
        gateway.WaitForAnswer();
        gateway.Calibrate();
        instruments.AskSink(SinkRole.Keep);
        var result = gateway.Load(new(gateway.Port, 1, 1, 1, IsStream: isStream));
        if (result.Answered == 0)
        {
            throw new BenchException($"The gateway '{mode.Name}' has not answered: {result.Failure}");
        }

        gateway.AwaitSpans(gateway.SpansExpected);
        var spans = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var span in JsonSerializer.Deserialize<List<string>>(instruments.AskSink(SinkRole.Show))!)
        {
            var parts = span.Split('\t');
            spans[parts[0]] = [.. parts.Skip(1)];
        }

        return spans;
    }
}

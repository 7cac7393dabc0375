using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>An item of a traced stream allocates nothing, whether it is available at once or arrives later.</summary>
internal static class StreamBars
{
    private const int FewItems = 100;
    private const int ManyItems = 200;

    private static readonly StageInput Input = new();

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        foreach (var gate in new[] { null, new ItemGate() })
        {
            var stage = new StreamStage { Gate = gate };
            yield return new Bar(
                $"sampled, {place}, stream, items {(gate is null ? "at hand" : "arriving")}: per item",
                PerItem(() => StreamReading.Read(stage.Traced20Async(Input), gate)),
                0,
                PerItem(() => StreamReading.Read(stage.PlainAsync(Input), gate)),
                "B");

            double PerItem(Func<int> read)
            {
                stage.Items = FewItems;
                var few = AllocatedBytes.PerCall(read);
                stage.Items = ManyItems;
                return (AllocatedBytes.PerCall(read) - few) / (ManyItems - FewItems);
            }
        }
    }
}

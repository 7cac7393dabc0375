using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Operators;

namespace TracedLlm.Recall.Tests.Planting;

/// <summary>The corpus with all plants in it, and what the rules find of them.</summary>
internal static class Field
{
    private static readonly ImmutableArray<Operator> Operators =
    [
        new FieldSwapped(), new FieldReadRewritten(), new FieldHeld(), new ChoiceTurned(), new ChoiceEntryMissing(), new FallbackSwapped(), new BodyTyped(), new KeyMisspelt(),
        new RecorderNarrowed(), new RecordingRemoved(), new MarkRemoved(), new ExceptionRebased(), new ExceptionThrownAnew(), new BlockUnrecorded(),
        new GuardrailResultRemoved(), new CallUntraced(), new AuthenticationFirst(), new SecretTagged(), new SpanKept(),
    ];

    private static readonly ConcurrentDictionary<(CorpusGateway Gateway, Referencing Referencing), Lazy<GatewaySolution>> Solutions = new();
    private static readonly Lazy<Task<ImmutableArray<PlantOutcome>>> AllOutcomes = new(GrowAsync);

    /// <summary>The correct code of a gateway.</summary>
    public static GatewaySolution Solution(CorpusGateway gateway, Referencing referencing) =>
        Solutions.GetOrAdd((gateway, referencing), static key => new(() => GatewaySolution.Create(key.Gateway, key.Referencing))).Value;

    /// <summary>How the projects of a gateway can reference each other.</summary>
    public static ImmutableArray<Referencing> ReferencingsOf(CorpusGateway gateway) =>
        gateway.Layers is [] ? [Referencing.Compilation] : [Referencing.Compilation, Referencing.Assembly];

    /// <summary>What became of every plant.</summary>
    public static Task<ImmutableArray<PlantOutcome>> OutcomesAsync() => AllOutcomes.Value;

    private static async Task<ImmutableArray<PlantOutcome>> GrowAsync()
    {
        var plants = CorpusGateway.All.AsParallel().AsOrdered().SelectMany(static gateway =>
        {
            var code = new GatewayCode(gateway, Solution(gateway, Referencing.Compilation));
            return Titled(Operators.SelectMany(rewriting => rewriting.Plants(code))).Select(plant => (Plant: plant, Code: code));
        }).ToList();
        var outcomes = new PlantOutcome[plants.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, plants.Count), async (index, _) =>
            outcomes[index] = await PlantOutcome.ObserveAsync(plants[index].Plant, plants[index].Code));
        return [.. outcomes];
    }

    // Kind, gateway and variant; a number where an operator makes several of them.
    private static IEnumerable<Plant> Titled(IEnumerable<Plant> plants) =>
        from same in plants.GroupBy(static plant => $"{plant.Kind}: {Path.GetFileNameWithoutExtension(plant.Edits[0].Path)}{(plant.Variant.Length == 0 ? "" : $", {plant.Variant}")}")
        from numbered in same.Select((plant, index) => plant with
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"{plant.Gateway.Name}: {same.Key}{(index == 0 ? "" : $" ({index + 1})")}"),
        })
        select numbered;
}

using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using TracedLlm.Recall.Tests.Corpus;

namespace TracedLlm.Recall.Tests.Planting;

/// <summary>What the rules find of a plant.</summary>
/// <param name="Plant">The plant.</param>
/// <param name="IsCompiled">Whether its code compiles; other plants do not count.</param>
/// <param name="IsCaught">Whether an expected rule reports an expected place, however the projects reference each other.</param>
/// <param name="IsSame">Whether the findings are the same, however the projects reference each other.</param>
/// <param name="Crashes">Exceptions of rules.</param>
/// <param name="Description">The change and the findings.</param>
internal sealed record PlantOutcome(Plant Plant, bool IsCompiled, bool IsCaught, bool IsSame, ImmutableArray<string> Crashes, string Description)
{
    /// <summary>Runs the expected rules on the code of a plant.</summary>
    public static async Task<PlantOutcome> ObserveAsync(Plant plant, GatewayCode code)
    {
        var texts = plant.Apply(code);
        var lines = plant.ExpectedLines(code, texts);
        var lowest = code.Files.Where(file => texts.ContainsKey(file.Path)).Min(static file => file.Layer);
        var rules = Rules.Reporting(plant.Rules);
        var isCaught = true;
        var findings = new HashSet<string>();
        var crashes = ImmutableArray.CreateBuilder<string>();
        var description = plant.Describe(code);
        foreach (var referencing in Field.ReferencingsOf(plant.Gateway))
        {
            var correct = Field.Solution(plant.Gateway, referencing);
            var planted = correct.With(texts);
            var all = await planted.FindAsync(rules, correct);
            if (all.FirstOrDefault(GatewaySolution.IsError) is { } error)
            {
                return new(plant, IsCompiled: false, IsCaught: false, IsSame: true, [], $"{description}\n    {error}");
            }

            crashes.AddRange(all.Where(static found => found.Id == "AD0001").Select(static found => found.GetMessage(CultureInfo.InvariantCulture)));
            var found = all.Where(diagnostic => plant.Rules.Contains(diagnostic.Id)).ToList();
            isCaught &= found.Any(diagnostic => IsExpected(diagnostic, lines, code, lowest));
            findings.Add(string.Join('\n', found.Select(Print).Order(StringComparer.Ordinal)));
            description += string.Concat(found.Select(diagnostic => $"\n    {referencing}: {Print(diagnostic)}"));
        }

        return new(plant, IsCompiled: true, isCaught, findings.Count == 1, crashes.ToImmutable(), description);
    }

    private static bool IsExpected(Diagnostic diagnostic, IReadOnlySet<string> lines, GatewayCode code, int lowest) =>
        LinesOf(diagnostic).Any(lines.Contains)
        // In a project above the plant the place is the call through which the mistake comes; correct code has no finding there.
        || code.Files.Any(file => file.Layer > lowest && file.Path == diagnostic.Location.GetLineSpan().Path);

    private static IEnumerable<string> LinesOf(Diagnostic diagnostic) =>
        from location in diagnostic.AdditionalLocations.Prepend(diagnostic.Location)
        let span = location.GetLineSpan()
        from line in Enumerable.Range(span.StartLinePosition.Line, span.EndLinePosition.Line - span.StartLinePosition.Line + 1)
        select $"{span.Path}:{line + 1}";

    private static string Print(Diagnostic diagnostic) => string.Create(
        CultureInfo.InvariantCulture,
        $"{diagnostic.Severity} {diagnostic.Id} {diagnostic.Location.GetLineSpan().Path}:{diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
}

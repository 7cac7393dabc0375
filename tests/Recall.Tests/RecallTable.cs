using System.Globalization;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests;

/// <summary>Caught and planted mistakes, by kind and by gateway.</summary>
internal static class RecallTable
{
    public static string Print(IReadOnlyCollection<PlantOutcome> plants)
    {
        var kinds = plants.GroupBy(static outcome => outcome.Plant.Kind).OrderBy(static kind => kind.Key, StringComparer.Ordinal).Select(static kind => Row(kind.Key, kind));
        var manners = CorpusGateway.All.Select(gateway => Row($"{gateway.Name} ({gateway.Manner})", plants.Where(outcome => outcome.Plant.Gateway == gateway)));
        return string.Join('\n', kinds.Append(string.Empty).Concat(manners).Append(string.Empty).Append(Row("all", plants)));
    }

    private static string Row(string name, IEnumerable<PlantOutcome> outcomes)
    {
        var (caught, all) = (outcomes.Count(static outcome => outcome.IsCaught), outcomes.Count());
        return string.Create(CultureInfo.InvariantCulture, $"{name,-62} {caught,4} of {all,4}");
    }
}

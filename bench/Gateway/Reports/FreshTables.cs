using TracedLlm.Bench.Gateway.Measuring;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>The tables of the first seconds of processes.</summary>
internal static class FreshTables
{
    public static IEnumerable<Table> Create(IReadOnlyList<FreshResult> fresh)
    {
        if (fresh.Count == 0)
        {
            yield break;
        }

        var table = new Table("fresh processes", "mode", "first answer ms", "methods jitted", "at the end", "warm after s", "of 3,000/s answered", "p99 ms", "failure");
        var seconds = new Table("requests/s of each second of a fresh process", ["mode", .. Enumerable.Range(1, fresh[0].BySecond.Count).Select(static second => Numbers.Csv(second))]);
        foreach (var one in fresh)
        {
            table.Add(one.Mode, Numbers.Text(one.FirstAnswer), Numbers.Text(one.JittedAtFirst), Numbers.Text(one.Jitted), Numbers.Csv(one.WarmAfter), Numbers.Text(one.Answered), Numbers.Text(one.P99), one.Failure?.ReplaceLineEndings(" ") ?? "");
            seconds.Add([one.Mode, .. one.BySecond.Select(Numbers.Text)]);
        }

        yield return table;
        yield return seconds;
    }
}

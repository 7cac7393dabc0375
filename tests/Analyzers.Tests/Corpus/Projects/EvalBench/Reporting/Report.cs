using System.Globalization;
using EvalBench.Judging;
using EvalBench.Running;

namespace EvalBench.Reporting;

internal static class Report
{
    private const int Shown = 10;

    public static async Task WriteAsync(TextWriter output, IReadOnlyList<CaseResult> results)
    {
        await foreach (var line in JudgeEndpoint.ExplainAsync(results))
        {
            await output.WriteLineAsync(line);
        }

        var total = results.Sum(result => result.Case.Weight);
        var score = total == 0 ? 0 : results.Sum(result => result.Score) / total;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"score {score:P1}, median {Median(results).TotalSeconds:F2} s"));
        foreach (var failed in results.Where(result => result.Verdict is not Verdict.Passed).OrderByDescending(result => result.Case.Weight).Take(Shown))
        {
            await output.WriteLineAsync($"  {failed.Case.Name}: {failed.Reason ?? Cut(failed.Answer)}");
        }
    }

    private static string Cut(string text) => text.ReplaceLineEndings(" ") is { Length: > 70 } line ? $"{line.AsSpan(0, 67)}..." : text;

    private static TimeSpan Median(IReadOnlyList<CaseResult> results)
    {
        var times = results.Select(result => result.Elapsed).Order().ToArray();
        return times.Length == 0 ? TimeSpan.Zero : times[times.Length / 2];
    }
}

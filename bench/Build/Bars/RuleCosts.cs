using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Bench.Build.Compiler;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>
/// The time of each rule in an analysis with all rules, the largest first. The cost of shared work, such as finding the code
/// that routes reach, counts for the rule that asks first.
/// </summary>
internal static class RuleCosts
{
    public static IEnumerable<string> Measure(InProcess gateway)
    {
        var compilation = gateway.Generated();
        Analyze(compilation, gateway);
        var analysis = Analyze(compilation.Clone(), gateway);
        var costs = InProcess.Analyzers
            .Select(analyzer => (Ids: string.Join(", ", analyzer.SupportedDiagnostics.Select(static rule => rule.Id).Distinct()), analyzer.GetType().Name, analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None).GetAwaiter().GetResult().ExecutionTime))
            .OrderByDescending(static cost => cost.ExecutionTime)
            .ToList();
        var all = costs.Sum(static cost => cost.ExecutionTime.TotalMilliseconds);
        yield return string.Create(CultureInfo.InvariantCulture, $"{"rule",-40} {"time",10} {"of all",8}");
        foreach (var (ids, name, time) in costs)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{$"{ids} {name}",-40} {time.TotalMilliseconds,7:0} ms {time.TotalMilliseconds / all,8:0 %}");
        }
    }

    private static CompilationWithAnalyzers Analyze(Compilation compilation, InProcess gateway)
    {
        var analysis = compilation.WithAnalyzers(InProcess.Analyzers, new CompilationWithAnalyzersOptions(
            gateway.Options, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: true));
        var found = analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        return found.IsEmpty ? analysis : throw new InvalidOperationException($"The gateway breaks a rule: {found[0]}");
    }
}

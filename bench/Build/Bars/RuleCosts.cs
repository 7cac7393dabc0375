using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Bench.Build.Compiler;
using TracedLlm.Bench.Build.Gateway;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>
/// The time of each rule in an analysis with all rules, the largest first. The cost of shared work, such as finding the code
/// that routes reach, counts for the rule that asks first. The rules run one after another, since a rule that waits for shared
/// work of another rule would count the wait.
/// </summary>
internal sealed class RuleCosts
{
    // A quarter of the time that all generators and rules may add to the compilation of a project with traced methods.
    private const double LargestShare = 0.025;

    private const int Rounds = 5;

    private readonly Workload _workload;

    private readonly List<(string Rule, TimeSpan Time)> _rules;

    private readonly TimeSpan _compilation;

    private RuleCosts(Workload workload, List<(string Rule, TimeSpan Time)> rules, TimeSpan compilation) =>
        (_workload, _rules, _compilation) = (workload, rules, compilation);

    /// <summary>The bar on the most expensive rule.</summary>
    public Bar Largest => new($"{_workload.Name}: the largest rule of the compilation", _rules[0].Time / _compilation, LargestShare, 0, "x");

    /// <summary>A line for each rule.</summary>
    public IEnumerable<string> Lines =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{_workload.Name}: one compilation in this process takes {_compilation.TotalMilliseconds:0} ms"),
        string.Create(CultureInfo.InvariantCulture, $"{"rule",-44} {"time",10} {"of the compilation",20}"),
        .. _rules.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Rule,-44} {rule.Time.TotalMilliseconds,7:0.0} ms {rule.Time / _compilation,20:0.00 %}")),
    ];

    /// <summary>Analyzes the project some times and takes the median of each rule.</summary>
    public static RuleCosts Measure(InProcess gateway, Workload workload)
    {
        var compilation = gateway.Generated();
        Analyze(compilation, gateway);
        var (times, compilations) = (new Dictionary<string, List<TimeSpan>>(StringComparer.Ordinal), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            var analysis = Analyze(compilation.Clone(), gateway);
            foreach (var analyzer in InProcess.Analyzers)
            {
                var ids = string.Join(", ", analyzer.SupportedDiagnostics.Select(static rule => rule.Id).Distinct());
                var name = $"{ids} {analyzer.GetType().Name}";
                times.TryAdd(name, []);
                times[name].Add(analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None).GetAwaiter().GetResult().ExecutionTime);
            }

            var start = Stopwatch.GetTimestamp();
            using var assembly = new MemoryStream();
            if (!compilation.Clone().WithOptions(compilation.Options.WithConcurrentBuild(false)).Emit(assembly).Success)
            {
                throw new InvalidOperationException($"{workload.Name}: the project does not compile.");
            }

            compilations.Add(Stopwatch.GetElapsedTime(start));
        }

        return new(
            workload,
            [.. times.Select(static one => (one.Key, Median(one.Value))).OrderByDescending(static one => one.Item2)],
            Median(compilations));
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static CompilationWithAnalyzers Analyze(Compilation compilation, InProcess gateway)
    {
        var analysis = compilation.WithAnalyzers(InProcess.Analyzers, new CompilationWithAnalyzersOptions(
            gateway.Options, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        var found = analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        return found.IsEmpty ? analysis : throw new InvalidOperationException($"The project breaks a rule: {found[0]}");
    }
}

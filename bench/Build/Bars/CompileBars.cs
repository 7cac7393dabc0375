using System.Diagnostics;
using TracedLlm.Bench.Build.Compiler;
using TracedLlm.Bench.Build.Gateway;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>
/// Generators and rules together add little to the compiler's time for a gateway in a build. The baseline compiles the same
/// code without them, including the generated files.
/// </summary>
internal static class CompileBars
{
    private const int WarmUps = 1;
    private const int FewestRounds = 3;
    private const int MostRounds = 11;

    // A bound on elapsed time, because a busy machine completes fewer rounds.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(100);

    public static IEnumerable<Bar> Measure(GatewayBuild build, Workload workload)
    {
        var start = Stopwatch.GetTimestamp();
        using var server = new CompilerServer(build.Compilers);
        server.Compile(build.Folder, build.Generating());
        var (plain, traced) = (build.Plain(), build.Traced());
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            server.Compile(build.Folder, plain);
            server.Compile(build.Folder, traced);
        }

        // One compilation with generators between two without, so that other load on the machine affects both.
        var rounds = new List<(CompileTime Plain, CompileTime Traced, CompileTime Again)>();
        var before = server.Compile(build.Folder, plain);
        while (rounds.Count < FewestRounds || (rounds.Count < MostRounds && Stopwatch.GetElapsedTime(start) < Enough))
        {
            var between = server.Compile(build.Folder, traced);
            var after = server.Compile(build.Folder, plain);
            rounds.Add((before, between, after));
            before = after;
        }

        yield return Bar("processor time", workload, rounds, static time => time.Processor);
        yield return Bar("elapsed", workload, rounds, static time => time.Elapsed);
    }

    private static Bar Bar(string what, Workload workload, List<(CompileTime Plain, CompileTime Traced, CompileTime Again)> rounds, Func<CompileTime, TimeSpan> clock) => new(
        $"{workload.Name}: {what} with generators and rules",
        Median(rounds.Select(round => clock(round.Traced) / ((clock(round.Plain) + clock(round.Again)) / 2))),
        workload.MostTimes,
        Median(rounds.Select(round => clock(round.Again) / clock(round.Plain))),
        "x");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

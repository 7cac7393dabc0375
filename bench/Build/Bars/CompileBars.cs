using TracedLlm.Bench.Build.Compiler;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>
/// Generators and rules together add little to what the compiler takes for a gateway in a build. Without them the same code is
/// compiled, what the generators wrote included.
/// </summary>
internal static class CompileBars
{
    private const double MostTimes = 1.10;
    private const int WarmUps = 3;
    private const int Rounds = 9;

    public static IEnumerable<Bar> Measure(GatewayBuild build)
    {
        using var server = new CompilerServer(build.Compilers);
        var traced = build.Traced();
        server.Compile(build.Folder, traced);
        var plain = build.Plain();
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            server.Compile(build.Folder, plain);
            server.Compile(build.Folder, traced);
        }

        // One after the other and the first again, in changing order, so that what else the machine does falls on all.
        var rounds = Enumerable.Range(0, Rounds).Select(round => Round(server, build.Folder, plain, traced, isTracedFirst: round % 2 == 1)).ToList();
        yield return Bar("processor time", rounds, static time => time.Processor);
        yield return Bar("elapsed", rounds, static time => time.Elapsed);
    }

    private static (CompileTime Plain, CompileTime Traced, CompileTime Again) Round(CompilerServer server, string folder, string plain, string traced, bool isTracedFirst)
    {
        if (isTracedFirst)
        {
            var first = server.Compile(folder, traced);
            return (server.Compile(folder, plain), first, server.Compile(folder, plain));
        }

        var before = server.Compile(folder, plain);
        var between = server.Compile(folder, traced);
        return (before, between, server.Compile(folder, plain));
    }

    private static Bar Bar(string what, List<(CompileTime Plain, CompileTime Traced, CompileTime Again)> rounds, Func<CompileTime, TimeSpan> clock) => new(
        $"compile, {what}: with generators and rules of without",
        Median(rounds.Select(round => clock(round.Traced) / ((clock(round.Plain) + clock(round.Again)) / 2))),
        MostTimes,
        Median(rounds.Select(round => clock(round.Again) / clock(round.Plain))),
        "x");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

using BenchmarkDotNet.Running;
using TracedLlm.Bench.Micro.Bars;
using TracedLlm.Bench.Micro.Export;

const string Usage = """
    dotnet run -c Release --project bench/Micro -- --bars
        Measures the bars of traced methods, payload readers and the export in about six minutes and prints a line per bar.
        Ends with 1 if a bar does not hold. With the name of a group it measures only this group: --bars payloads.

    dotnet run -c Release --project bench/Micro -- [BenchmarkDotNet's arguments]
        Runs benchmarks, for example --filter '*SyncBenchmarks*'. --list flat lists all benchmarks.
        Without arguments it asks for a benchmark.

    """;

switch (args)
{
    case [BarRun.Option]:
        return BarRun.Run();
    case [BarRun.Option, var group]:
        return BarRun.Run(group);
    case [SpanSink.Option]:
        return SpanSink.Run();
    case ["--help"] or ["-h"]:
        Console.WriteLine(Usage);
        return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

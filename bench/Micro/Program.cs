using BenchmarkDotNet.Running;
using TracedLlm.Bench.Micro.Bars;
using TracedLlm.Bench.Micro.Export;

const string Usage = """
    dotnet run -c Release --project bench/Micro -- --bars
        Measures what is promised of traced methods, payload readers and the export, interleaved, in about six minutes: one line per bar.
        Ends with 1 if a bar does not hold. With a name after it, one group: --bars payloads.

    dotnet run -c Release --project bench/Micro -- [BenchmarkDotNet's arguments]
        Runs benchmarks, for example --filter '*SyncBenchmarks*', or --list flat to see
        them all. Without arguments it asks which.

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

using BenchmarkDotNet.Running;
using TracedLlm.Bench.Micro.Bars;

const string Usage = """
    dotnet run -c Release --project bench/Micro -- --bars
        Measures what is promised of traced methods and payload readers, interleaved, in under three minutes: one line per bar.
        Ends with 1 if a bar does not hold. With "--bars payloads", those of payload readers alone.

    dotnet run -c Release --project bench/Micro -- [BenchmarkDotNet's arguments]
        Runs benchmarks, for example --filter '*SyncBenchmarks*', or --list flat to see them all.

    """;

switch (args)
{
    case ["--bars"]:
        return BarRun.Run(Console.Out);
    case ["--bars", "payloads"]:
        return BarRun.RunPayloads(Console.Out);
    case ["--help"] or ["-h"]:
        Console.WriteLine(Usage);
        break;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

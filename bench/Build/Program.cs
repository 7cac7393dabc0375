using TracedLlm.Bench.Build.Bars;

const string Usage = """
    dotnet run -c Release --project bench/Build -- --bars
        Compiles a gateway of 1,000 files with 200 traced methods, alternately with and without the generators and rules,
        in about four minutes, and edits it. Prints a line per bar, then the time of each rule and each generator.
        Ends with 1 if a bar does not hold.

    """;

switch (args)
{
    case [BarRun.Option]:
        return BarRun.Run();
    default:
        Console.WriteLine(Usage);
        return args is ["--help"] or ["-h"] ? 0 : 2;
}

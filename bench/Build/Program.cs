using TracedLlm.Bench.Build.Bars;
using TracedLlm.Bench.Build.Gateway;

const string Usage = """
    dotnet run -c Release --project bench/Build -- --bars [PROJECT]
        Compiles projects, alternately with and without the generators and rules, in about six minutes, and edits one.
        Prints a line per bar, then the time of each rule in each project. Ends with 1 if a bar does not hold.
    dotnet run -c Release --project bench/Build -- --rules [PROJECT]
        Only the time of each rule, in about a minute.

    PROJECT is one of:
        traced     1,000 files with 200 traced methods
        untraced   1,000 files that reference the package and trace nothing
        file       one Program.cs of 10,000 lines with 111 Map calls that traces nothing
    Without it, all are measured.

    """;

return args switch
{
    ["--bars"] => BarRun.Run(Workload.All, compiles: true),
    ["--rules"] => BarRun.Run(Workload.All, compiles: false),
    ["--bars", var option] when Find(option) is { } workload => BarRun.Run([workload], compiles: true),
    ["--rules", var option] when Find(option) is { } workload => BarRun.Run([workload], compiles: false),
    ["--help"] or ["-h"] => Print(0),
    _ => Print(2),
};

static Workload? Find(string option) => Workload.All.FirstOrDefault(workload => workload.Option == option);

static int Print(int exitCode)
{
    Console.WriteLine(Usage);
    return exitCode;
}

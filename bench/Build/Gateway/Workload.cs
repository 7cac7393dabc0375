using Microsoft.CodeAnalysis;

namespace TracedLlm.Bench.Build.Gateway;

/// <summary>A project whose build is measured.</summary>
/// <param name="Option">Its name on the command line.</param>
/// <param name="Name">Its name in the bars.</param>
/// <param name="Files">The files by name.</param>
/// <param name="Kind">Whether it is an application or a library. A library also carries the facts for the projects above it.</param>
/// <param name="MostTimes">The largest allowed compiler time, in multiples of the time without generators and rules.</param>
internal sealed record Workload(string Option, string Name, IReadOnlyDictionary<string, string> Files, OutputKind Kind, double MostTimes)
{
    /// <summary>1,000 files with 200 traced methods.</summary>
    public static Workload Traced { get; } = new("traced", "200 traced methods", TracedSources.Files(), OutputKind.ConsoleApplication, 1.10);

    /// <summary>1,000 files that reference the package and trace nothing.</summary>
    public static Workload Untraced { get; } = new("untraced", "nothing traced, 1,000 files", UntracedSources.Files(), OutputKind.DynamicallyLinkedLibrary, 1.02);

    /// <summary>One file of 10,000 lines that maps 111 endpoints and traces nothing.</summary>
    public static Workload OneFile { get; } = new("file", "nothing traced, one Program.cs", ProgramSources.Files(), OutputKind.ConsoleApplication, 1.02);

    /// <summary>All projects.</summary>
    public static IReadOnlyList<Workload> All { get; } = [Traced, Untraced, OneFile];
}

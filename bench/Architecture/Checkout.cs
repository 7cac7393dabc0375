namespace TracedLlm.Bench.Architecture;

/// <summary>A checkout of this repository.</summary>
public static class Checkout
{
    private const string Solution = "Generators.sln";

    /// <summary>The shipped assemblies: the project's folder below <c>src</c> and the file below <c>bin/Release</c>.</summary>
    public static IReadOnlyList<(string Project, string File)> Assemblies { get; } =
    [
        ("Runtime", "net10.0/TracedLlm.dll"),
        ("Export", "net10.0/TracedLlm.Export.dll"),
        ("Viewer", "net10.0/TracedLlm.Viewer.dll"),
        ("Generators", "netstandard2.0/TracedLlm.Generators.dll"),
        ("Analyzers", "netstandard2.0/TracedLlm.Analyzers.dll"),
        ("CodeFixes", "netstandard2.0/TracedLlm.CodeFixes.dll"),
    ];

    /// <summary>The folder above <paramref name="folder"/> that holds the solution.</summary>
    /// <exception cref="DirectoryNotFoundException">No folder above <paramref name="folder"/> holds the solution.</exception>
    public static string Find(string folder)
    {
        for (var candidate = new DirectoryInfo(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, Solution)))
            {
                return candidate.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{Solution} is in no folder above {folder}.");
    }
}

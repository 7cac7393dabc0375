namespace TracedLlm.Testing.Snapshots;

/// <summary>Finds source files again that a deterministic build (CI=true) knows only as <c>/_/path/in/repository</c>.</summary>
public static class SourcePath
{
    private const string MappedRoot = "/_/";
    private const string RootMarker = "Generators.sln";

    /// <summary>The path of a source file on this machine.</summary>
    /// <param name="callerFilePath">The path that the build knows, such as <c>/_/docs/spans.md</c>.</param>
    public static string Of(string callerFilePath) =>
        callerFilePath.StartsWith(MappedRoot, StringComparison.Ordinal)
            ? Path.Combine(RepositoryRoot(), callerFilePath[MappedRoot.Length..])
            : callerFilePath;

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RootMarker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{RootMarker} is in no folder above {AppContext.BaseDirectory}.");
    }
}

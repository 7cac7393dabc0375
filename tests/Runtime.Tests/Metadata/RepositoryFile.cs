namespace TracedLlm.Tests.Metadata;

/// <summary>Files of the repository that a test compares the code with.</summary>
internal static class RepositoryFile
{
    /// <summary>The text of a file, by its path in the repository, with line feeds alone.</summary>
    public static string Read(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Generators.sln")))
            {
                return File.ReadAllText(Path.Combine(folder.FullName, path)).ReplaceLineEndings("\n");
            }
        }

        throw new DirectoryNotFoundException($"The repository is in no folder above {AppContext.BaseDirectory}.");
    }
}

namespace TracedLlm.Export.Spool;

/// <summary>Something in a directory of the spool. Links are followed nowhere.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Attributes">What the directory says of it. A pipe or a socket looks like a file here.</param>
internal readonly record struct SpoolEntry(string Path, FileAttributes Attributes)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it was there.</summary>
    public bool Exists => (int)Attributes != -1;

    public bool IsFolder => (Attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == FileAttributes.Directory;

    public bool IsFile => (Attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0;

    /// <summary>What it is, for the log.</summary>
    public string Kind => (Attributes & FileAttributes.ReparsePoint) != 0 ? "a link" : IsFolder ? "a directory" : "a file";

    /// <summary>The entries of a directory, in the order of their names.</summary>
    public static SpoolEntry[] List(string directory) =>
    [
        .. new DirectoryInfo(directory).EnumerateFileSystemInfos()
            .Select(found => new SpoolEntry(System.IO.Path.Combine(directory, found.Name), found.Attributes))
            .OrderBy(static entry => entry.Name, StringComparer.Ordinal),
    ];
}

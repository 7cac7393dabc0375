using System.Collections;

namespace TracedLlm.Testing.Roslyn;

/// <summary>The C# files of a test; files without a name get the names <c>Test0.cs</c>, <c>Test1.cs</c> and so on.</summary>
public sealed class SourceFileList : IEnumerable<SourceFile>
{
    private readonly List<SourceFile> _files = [];
    private int _nameless;

    /// <summary>The number of files.</summary>
    public int Count => _files.Count;

    /// <summary>Adds a file without a name.</summary>
    /// <param name="content">The file's text, with markup.</param>
    public void Add(string content) => _files.Add(new SourceFile($"Test{_nameless++}.cs", content));

    /// <summary>Adds a file.</summary>
    /// <param name="file">Its name and its text, with markup.</param>
    public void Add((string Path, string Content) file) => _files.Add(new SourceFile(file.Path, file.Content));

    /// <inheritdoc/>
    public IEnumerator<SourceFile> GetEnumerator() => _files.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

namespace TracedLlm.Testing.Roslyn;

/// <summary>A file of a test: its name and its text, with markup if it is a C# file.</summary>
/// <param name="Path">The file's path; a relative path is below <c>/0/</c>.</param>
/// <param name="Content">The file's text.</param>
public sealed record SourceFile(string Path, string Content)
{
    internal string FullPath => Path.StartsWith('/') ? Path : $"/0/{Path}";
}

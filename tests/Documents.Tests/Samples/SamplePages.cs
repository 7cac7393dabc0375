using System.Text.RegularExpressions;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Documents.Tests.Samples;

/// <summary>
/// The README and the pages of <c>docs</c>. The pages of the rules are not among them: their code is wrong, or is part of code that the
/// tests of the rule compile.
/// </summary>
internal static partial class SamplePages
{
    /// <summary>Every sample. Code that cannot be compiled alone is fenced as <c>csharp fragment</c>, and is no sample.</summary>
    public static IReadOnlyList<Sample> ReadAll() => [.. Paths().SelectMany(Read)];

    /// <summary>The pages, by their paths in the repository.</summary>
    public static IEnumerable<string> Paths() =>
        Directory.EnumerateFiles(SourcePath.Of("/_/docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}").Order(StringComparer.Ordinal).Prepend("README.md");

    /// <summary>The text of a page, with line feeds alone.</summary>
    public static string ReadText(string page) => File.ReadAllText(SourcePath.Of($"/_/{page}")).ReplaceLineEndings("\n");

    private static IEnumerable<Sample> Read(string page)
    {
        var text = ReadText(page);
        return Fenced().Matches(text).Select(block => new Sample(page, text.AsSpan(0, block.Groups["code"].Index).Count('\n') + 1, block.Groups["code"].Value));
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}

using System.Text.RegularExpressions;

namespace TracedLlm.Bench.Architecture.Figures;

/// <summary>Counts figures in the text of the sources.</summary>
/// <param name="root">The checkout.</param>
internal sealed partial class SourceFigures(string root)
{
    private readonly string[] _files = ReadFiles(root, "src");

    /// <summary>Each figure: its name, and the number.</summary>
    public IEnumerable<(string Name, int Count)> Count() =>
    [
        ("places that ask a span's owner for its type", ReadFiles(root, "src/Runtime").Sum(OwnerTypeTest().Count)),
        ("[ThreadStatic] fields", Matches(ThreadStatic())),
        ("methods named by a bare preposition (Of, In, By, At, On)", Matches(PrepositionMethod())),
        ("rows of view tables that are labels, which no code reads", Matches(LabelRow())),
        ("links to single files of another project", Directory
            .EnumerateFiles(Path.Combine(root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Sum(static project => LinkedFile().Count(File.ReadAllText(project)))),
    ];

    private static string[] ReadFiles(string root, string folder) => [.. Directory
        .EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText)];

    private int Matches(Regex pattern) => _files.Sum(pattern.Count);

    [GeneratedRegex(@"\b_?[Oo]wner\b\??\s+(is|as)\s+(not\s+)?[A-Z]\w+|\.Owner\s+(is|as)\s+(not\s+)?[A-Z]\w+|switch\s*\{[^}]*case CallSpan")]
    private static partial Regex OwnerTypeTest();

    [GeneratedRegex(@"^\s*\[ThreadStatic\]", RegexOptions.Multiline)]
    private static partial Regex ThreadStatic();

    [GeneratedRegex(@"^\s*(public|internal|private|protected)[^=;(]*\s(Of|In|By|At|On)(<\w+>)?\(", RegexOptions.Multiline)]
    private static partial Regex PrepositionMethod();

    // A label is a text, or the text of a key; a row that runs names fields.
    [GeneratedRegex(@"^\s*[\w.]*\bMade\(.*(\.Name\b|"")", RegexOptions.Multiline)]
    private static partial Regex LabelRow();

    [GeneratedRegex(@"<Compile Include=""\.\./[^*""]+\.cs""")]
    private static partial Regex LinkedFile();
}

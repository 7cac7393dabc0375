using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Corpus;

/// <summary>A project of the corpus: the files of a folder, with <c>// TLM2001</c> at the end of each line that a rule reports.</summary>
internal sealed partial class CorpusProject
{
    private readonly Lazy<Task<ImmutableArray<Finding>>> _findings;

    private CorpusProject(string folder)
    {
        _findings = new(AnalyzeAsync);
        Name = Path.GetFileName(folder);
        Files =
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(file => new CorpusFile(Path.GetRelativePath(folder, file).Replace('\\', '/'), [.. File.ReadLines(file)]))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Every project there is.</summary>
    public static ImmutableArray<CorpusProject> All { get; } =
        [.. Directory.EnumerateDirectories(Folder()).Order(StringComparer.Ordinal).Select(folder => new CorpusProject(folder))];

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>Its C# files, by path.</summary>
    public ImmutableArray<CorpusFile> Files { get; }

    /// <summary>The mistakes that its authors made: <c>Program.cs:12 TLM2001</c>, in order.</summary>
    public IEnumerable<string> Mistakes =>
        from file in Files
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        from Match mark in Mark.Matches(line.Text)
        from Capture id in mark.Groups[1].Captures
        select $"{file.Path}:{line.Number} {id.Value}";

    [GeneratedRegex(@"//(?: (TLM\d{4}))+$")]
    private static partial Regex Mark { get; }

    /// <summary>What is reported on the project, with all rules on.</summary>
    public Task<ImmutableArray<Finding>> GetFindingsAsync() => _findings.Value;

    /// <summary>The line of a finding's file.</summary>
    public string LineOf(string path, int number) => Files.Single(file => file.Path == path).Lines[number - 1];

    private async Task<ImmutableArray<Finding>> AnalyzeAsync()
    {
        var test = new CorpusTest();
        foreach (var file in Files)
        {
            test.TestState.Sources.Add((file.Path, string.Join('\n', file.Lines)));
        }

        return await test.GetFindingsAsync();
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Projects");
}

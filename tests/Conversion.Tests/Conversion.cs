using System.Reflection;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Conversion.Tests;

/// <summary>The differences between the sources of the gateway before and after its conversion.</summary>
internal sealed class Conversion
{
    private const int Context = 1;

    private static readonly string Folder = typeof(Conversion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "SamplesFolder").Value!;

    private readonly List<(string File, List<(char Sign, string Line)> Lines)> _files = [];

    private Conversion()
    {
    }

    /// <summary>The number of lines before the conversion.</summary>
    public int LinesBefore { get; private set; }

    public int Added => _files.Sum(file => file.Lines.Count(line => line.Sign == '+'));

    public int Removed => _files.Sum(file => file.Lines.Count(line => line.Sign == '-'));

    public static Conversion Read()
    {
        var conversion = new Conversion();
        var before = Sources("Before");
        foreach (var (file, lines) in Sources("After").OrderBy(source => source.Key == "Program.cs" ? "" : source.Key, StringComparer.Ordinal))
        {
            var old = before.GetValueOrDefault(file, []);
            conversion.LinesBefore += old.Length;
            if (!old.SequenceEqual(lines))
            {
                conversion._files.Add((file, Compare(old, lines)));
            }
        }

        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), Sources("After").Keys.Order(StringComparer.Ordinal));
        return conversion;
    }

    /// <summary>The differences as Markdown: a heading and a block for each file.</summary>
    public string ToMarkdown() => string.Join("\n", _files.Select(file => $"`{file.File}`\n\n```diff\n{string.Join("", Shown(file.Lines))}```\n"));

    private static IEnumerable<string> Shown(List<(char Sign, string Line)> lines)
    {
        var isGap = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines.Skip(i - Context).Take(Context + 1 + Context + Math.Min(0, i - Context)).All(line => line.Sign == ' '))
            {
                isGap = true;
                continue;
            }

            yield return isGap ? $"@@\n{lines[i].Sign}{lines[i].Line}\n" : $"{lines[i].Sign}{lines[i].Line}\n";
            isGap = false;
        }
    }

    private static Dictionary<string, string[]> Sources(string project)
    {
        var folder = Path.Combine(Folder, project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .ToDictionary(file => file, file => File.ReadAllLines(Path.Combine(folder, file)));
    }

    private static List<(char Sign, string Line)> Compare(string[] old, string[] changed) =>
        [.. LineDiff.Of(string.Join('\n', old), string.Join('\n', changed)).Split('\n').Select(line => (line[0], line[2..]))];
}

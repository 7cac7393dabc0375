using System.Runtime.CompilerServices;

namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>The table of docs/reliability.md. Figures differ from run to run, so only an explicit run writes them.</summary>
internal static class ReliabilityPage
{
    private const string Begin = "<!-- Begin: scenarios -->\n\n";
    private const string End = "\n<!-- End: scenarios -->";
    private const string Header = "| scenario | what happens | figures of the last written run | bound |\n|---|---|---|---|\n";
    private const string NoFigures = "not run";

    /// <summary>The rows of the page: name, fault, figures and bound.</summary>
    public static IReadOnlyList<(string Name, string Fault, string Figures, string Bound)> Rows => Parse(Table(File.ReadAllText(Path)));

    private static string Path => PathOf("docs/reliability.md");

    /// <summary>Replaces the figures of a scenario; a row that the page lacks is added.</summary>
    public static void WriteFigures(Scenario scenario, string figures)
    {
        var content = File.ReadAllText(Path);
        var known = Parse(Table(content)).ToDictionary(row => row.Name, row => row.Figures);
        known[scenario.Name] = figures;
        var rows = ScenarioTable.All.Select(one => $"| {one.Name} | {one.Fault} | {known.GetValueOrDefault(one.Name, NoFigures)} | {one.Bound} |\n");
        File.WriteAllText(Path, content.Replace(Table(content), Header + string.Concat(rows), StringComparison.Ordinal));
    }

    /// <summary>The place of a file of the repository.</summary>
    public static string PathOf(string file, [CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../..", file));

    private static string Table(string content)
    {
        var start = content.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return content[start..content.IndexOf(End, start, StringComparison.Ordinal)];
    }

    private static List<(string Name, string Fault, string Figures, string Bound)> Parse(string table) =>
    [
        .. from line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
           let cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries)
           select (cells[0], cells[1], cells[2], cells[3]),
    ];
}

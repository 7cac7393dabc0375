using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>The files of a run: <c>bench/results</c>, and its section of the page.</summary>
internal static class ResultFiles
{
    private const string Folder = "bench/results";

    /// <summary>Writes CSV, chart and the section <c>gateway</c> of the page.</summary>
    public static void Write(RunReport report)
    {
        WriteFile($"{report.Header.FileName}.csv", string.Join('\n', CsvFile.Lines(report)) + "\n");
        if (report.Fresh.Count > 0)
        {
            WriteFile($"{report.Header.FileName}-fresh.csv", string.Join('\n', CsvFile.FreshLines(report)) + "\n");
        }

        var chart = WriteFile($"{report.Header.FileName}.svg", RunChart.Create(report).ToString());
        BenchmarksPage.Write("gateway", $"{report.Header.Description}\n\n{report.Failures}\n![Chart of the run](../{chart})\n\n{string.Join('\n', report.Tables.Select(static table => table.ToMarkdown()))}");
    }

    /// <summary>Writes a file into <c>bench/results</c>.</summary>
    /// <returns>Its path in the repository.</returns>
    public static string WriteFile(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(Programs.Repository, Folder));
        var path = $"{Folder}/{name}";
        File.WriteAllText(Path.Combine(Programs.Repository, path), text);
        Console.WriteLine($"{path} is written.");
        return path;
    }
}

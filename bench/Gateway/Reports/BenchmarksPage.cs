using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>The sections of docs/benchmarks.md that the bench writes.</summary>
internal static class BenchmarksPage
{
    private const string Page = "docs/benchmarks.md";

    /// <summary>Replaces the text between the section's marks.</summary>
    public static void Write(string section, string markdown)
    {
        var (begin, end) = ($"<!-- Begin: {section}, written by bench/Gateway -->", $"<!-- End: {section} -->");
        var path = Path.Combine(Programs.Repository, Page);
        var text = File.ReadAllText(path);
        var (first, last) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (first < 0 || last < first)
        {
            throw new BenchException($"{Page} has no section '{section}': add the lines '{begin}' and '{end}'.");
        }

        File.WriteAllText(path, $"{text[..(first + begin.Length)]}\n{markdown.ReplaceLineEndings("\n").Trim()}\n{text[last..]}");
        Console.WriteLine($"The section '{section}' of {Page} is written.");
    }
}

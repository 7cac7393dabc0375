using System.Text;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>A table for the console and for Markdown.</summary>
internal sealed class Table(string title, params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>The table with aligned columns.</summary>
    public string ToText()
    {
        var widths = columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Length).Max()).ToList();
        var text = new StringBuilder().AppendLine(title);
        foreach (var row in _rows.Prepend(columns))
        {
            text.AppendLine("  " + string.Join("  ", row.Select((cell, index) => index == 0 ? cell.PadRight(widths[index]) : cell.PadLeft(widths[index]))));
        }

        return text.ToString();
    }

    /// <summary>The table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder().AppendLine($"**{title}**").AppendLine();
        text.AppendLine($"| {string.Join(" | ", columns)} |");
        text.AppendLine($"|---|{string.Concat(Enumerable.Repeat("---:|", columns.Count - 1))}");
        foreach (var row in _rows)
        {
            text.AppendLine($"| {string.Join(" | ", row)} |");
        }

        return text.ToString();
    }
}

using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Testing.Roslyn;

/// <summary>Compares the findings with the expected diagnostics.</summary>
internal static class Difference
{
    public static void ThrowIfAny(IReadOnlyList<ExpectedFinding> expected, Analysis analysis)
    {
        var unexpected = analysis.Findings.ToList();
        var missing = new List<ExpectedFinding>();

        // The most specific expectations are matched first, so that a general one does not use up the finding of a specific one.
        foreach (var result in expected.OrderByDescending(result => (result.Message is null ? 0 : 1) + (result.Lines is null ? 0 : 1)))
        {
            var index = unexpected.FindIndex(finding => result.Matches(finding.Diagnostic));
            if (index < 0)
            {
                missing.Add(result);
            }
            else
            {
                unexpected.RemoveAt(index);
            }
        }

        if (missing.Count + unexpected.Count > 0)
        {
            throw new VerificationException(Print(missing, unexpected, analysis));
        }
    }

    public static string Print(Finding finding)
    {
        var place = finding.Diagnostic.Location.GetLineSpan();
        var lines = place.IsValid
            ? $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}-{place.EndLinePosition.Line + 1},{place.EndLinePosition.Character + 1}): "
            : string.Empty;
        return $"{lines}{finding.Diagnostic.Severity} {finding}: {finding.Diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
    }

    private static string Print(List<ExpectedFinding> missing, List<Finding> unexpected, Analysis analysis)
    {
        var text = new StringBuilder();
        Section("Expected and not reported:", missing.Select(result => result.ToString()));
        Section("Reported and not expected:", unexpected.Select(Print));

        foreach (var document in analysis.Project.Documents)
        {
            Section(document.FilePath!, Text(document).Split('\n').Select((line, number) => $"{number + 1,4} {line}"));
        }

        return text.ToString();

        void Section(string title, IEnumerable<string> lines)
        {
            if (lines.Any())
            {
                text.AppendLine().AppendLine(title).AppendJoin(Environment.NewLine, lines.Select(line => $"  {line}")).AppendLine();
            }
        }
    }

    private static string Text(Document document) => document.TryGetText(out var text) ? text.ToString() : string.Empty;
}

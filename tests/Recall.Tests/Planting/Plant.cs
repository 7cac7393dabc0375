using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Recall.Tests.Corpus;

namespace TracedLlm.Recall.Tests.Planting;

/// <summary>One mistake in the correct code of a gateway.</summary>
/// <param name="Kind">What kind of mistake it is.</param>
/// <param name="Gateway">The gateway.</param>
/// <param name="Rules">The ids of the rules of which one must report it.</param>
/// <param name="Edits">What changes.</param>
internal sealed record Plant(string Kind, CorpusGateway Gateway, ImmutableArray<string> Rules, ImmutableArray<TextEdit> Edits)
{
    /// <summary>The places of which one must be reported, besides the edits themselves.</summary>
    public ImmutableArray<CodeSpan> Places { get; init; } = [];

    /// <summary>Tells plants of one kind apart; the operator's variant of the mistake.</summary>
    public string Variant { get; init; } = string.Empty;

    /// <summary>The plant's name in lists: kind, variant and line.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>The texts of the changed files.</summary>
    public IReadOnlyDictionary<string, string> Apply(GatewayCode code) => Edits
        .GroupBy(static edit => edit.Path)
        .ToDictionary(
            static edits => edits.Key,
            edits => TextOf(code, edits.Key).WithChanges(edits.OrderBy(static edit => edit.Span.Start).Select(static edit => new TextChange(edit.Span, edit.Text))).ToString());

    /// <summary>The lines of the changed code where a finding counts, as <c>path:line</c>.</summary>
    public IReadOnlySet<string> ExpectedLines(GatewayCode code, IReadOnlyDictionary<string, string> texts)
    {
        var lines = new HashSet<string>();
        foreach (var place in Edits.Select(static edit => new CodeSpan(edit.Path, edit.Span)).Concat(Places))
        {
            var edits = Edits.Where(edit => edit.Path == place.Path).ToList();
            var start = place.Span.Start + edits.Where(edit => edit.Span.End <= place.Span.Start && edit.Span != place.Span).Sum(static edit => edit.Text.Length - edit.Span.Length);
            var end = place.Span.End + edits.Where(edit => edit.Span.Start <= place.Span.End).Sum(static edit => edit.Text.Length - edit.Span.Length);
            var text = texts.TryGetValue(place.Path, out var changed) ? SourceText.From(changed) : TextOf(code, place.Path);
            var span = text.Lines.GetLinePositionSpan(TextSpan.FromBounds(Math.Min(start, text.Length), Math.Min(Math.Max(start, end), text.Length)));
            for (var line = span.Start.Line; line <= span.End.Line; line++)
            {
                lines.Add($"{place.Path}:{line + 1}");
            }
        }

        return lines;
    }

    /// <summary>The edits as a reader sees them.</summary>
    public string Describe(GatewayCode code) => string.Join(
        " + ",
        Edits.Select(edit => $"{edit.Path}:{TextOf(code, edit.Path).Lines.GetLinePosition(edit.Span.Start).Line + 1} [{OneLine(TextOf(code, edit.Path).ToString(edit.Span))}] → [{OneLine(edit.Text)}]"));

    private static SourceText TextOf(GatewayCode code, string path) => code.Files.Single(file => file.Path == path).Tree.GetText();

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}

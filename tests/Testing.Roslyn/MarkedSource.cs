using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A test's file without its markup, and the spans of the markup.</summary>
internal sealed record MarkedSource(string Path, string Text, ImmutableArray<MarkedSpan> Spans)
{
    public LinePositionSpan LinesOf(MarkedSpan span) => SourceText.From(Text).Lines.GetLinePositionSpan(span.Span);

    public static MarkedSource Parse(SourceFile file)
    {
        var text = new StringBuilder();
        var open = new Stack<(string? Name, int Start, string End)>();
        var spans = ImmutableArray.CreateBuilder<MarkedSpan>();
        var source = file.Content;

        for (var i = 0; i < source.Length;)
        {
            var rest = source.AsSpan(i);
            if (rest.StartsWith("[|"))
            {
                open.Push((null, text.Length, "|]"));
                i += 2;
            }
            else if (rest.StartsWith("{|") && rest.IndexOf(':') is > 2 and var colon)
            {
                open.Push((rest[2..colon].ToString(), text.Length, "|}"));
                i += colon + 1;
            }
            else if (open.Count > 0 && rest.StartsWith(open.Peek().End))
            {
                var (name, start, _) = open.Pop();
                spans.Add(new MarkedSpan(name, TextSpan.FromBounds(start, text.Length)));
                i += 2;
            }
            else
            {
                text.Append(source[i++]);
            }
        }

        return open.Count == 0
            ? new MarkedSource(file.FullPath, text.ToString(), spans.ToImmutable())
            : throw new VerificationException($"Markup that starts as {open.Peek().Name ?? "[|"} in {file.Path} never ends.");
    }
}

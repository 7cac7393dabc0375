using System.Text;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

internal sealed class SpanTreePrinter(SpanTreeFormat format, IReadOnlyList<SpanNode> roots)
{
    private const string Branch = "├─ ";
    private const string LastBranch = "└─ ";
    private const string Trunk = "│  ";
    private const string Space = "   ";

    private readonly StringBuilder _text = new();
    private readonly Dictionary<(string TraceId, string SpanId), string> _names = Names(roots);

    public string Print()
    {
        string? trace = null;
        foreach (var root in roots)
        {
            if (trace is not null && trace != root.Span.TraceId)
            {
                _text.Append('\n');
            }

            trace = root.Span.TraceId;
            Append("", "", Entry(root, RootHeading(root.Span)));
        }

        return _text.ToString().TrimEnd('\n');
    }

    private static Dictionary<(string TraceId, string SpanId), string> Names(IEnumerable<SpanNode> nodes)
    {
        Dictionary<(string TraceId, string SpanId), string> names = [];
        var pending = new Stack<SpanNode>(nodes);
        while (pending.TryPop(out var node))
        {
            names[(node.Span.TraceId, node.Span.SpanId)] = node.Span.Name;
            foreach (var child in node.Children)
            {
                pending.Push(child);
            }
        }

        return names;
    }

    private void Append(string lead, string indent, TreeEntry entry)
    {
        var attributes = entry.Attributes
            .Where(attribute => format.Show(attribute.Key))
            .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => $"{attribute.Key}={Scrub(attribute.Key, AttributeText.Format(attribute.Value))}")
            .ToList();

        _text.Append(lead).Append(entry.Heading);
        if (attributes.Count > 0 && !format.AttributesOnLines)
        {
            _text.Append("  {").AppendJoin(", ", attributes).Append('}');
        }

        _text.Append('\n');
        if (format.AttributesOnLines)
        {
            var trunk = entry.Children.Count > 0 ? Trunk : Space;
            attributes.ForEach(attribute => _text.Append(indent).Append(trunk).Append("  ").Append(attribute).Append('\n'));
        }

        for (var i = 0; i < entry.Children.Count; i++)
        {
            var last = i == entry.Children.Count - 1;
            Append(indent + (last ? LastBranch : Branch), indent + (last ? Space : Trunk), entry.Children[i]);
        }
    }

    private TreeEntry Entry(SpanNode node, string heading)
    {
        List<TreeEntry> children = [];
        if (format.ShowLinks)
        {
            children.AddRange(node.Span.Links.Select(link => new TreeEntry("→ " + LinkTarget(link), link.Attributes, [])));
        }

        if (format.ShowEvents)
        {
            children.AddRange(node.Span.Events.Select(e => new TreeEntry("• " + e.Name, e.Attributes, [])));
        }

        children.AddRange(node.Children.Select(child => Entry(child, Heading(child.Span))));
        return new TreeEntry(heading, node.Span.Attributes, children);
    }

    private string RootHeading(ReceivedSpan span) =>
        span.ParentSpanId.Length == 0 ? Heading(span) : $"{Heading(span)} (parent {NameOfId(span.ParentSpanId)})";

    private static string Heading(ReceivedSpan span)
    {
        var kind = span.Kind == ReceivedSpanKind.Internal ? "" : $" [{span.Kind.ToString().ToUpperInvariant()}]";
        var status = span.Status == ReceivedStatus.Unset ? "" : $" {span.Status.ToString().ToUpperInvariant()}";
        var message = span.StatusMessage.Length == 0 ? "" : $" {AttributeText.Quote(span.StatusMessage)}";
        return span.Name + kind + status + message;
    }

    private string LinkTarget(ReceivedLink link) =>
        _names.GetValueOrDefault((link.TraceId, link.SpanId))
        ?? format.KnownIds.GetValueOrDefault(link.SpanId)
        ?? NameOfId(link.TraceId);

    private string NameOfId(string id) => format.KnownIds.GetValueOrDefault(id, id);

    private string Scrub(string key, string value) =>
        format.Scrubbers.Aggregate(value, (text, scrubber) => scrubber(key, text));

    private sealed record TreeEntry(string Heading, ReceivedAttributes Attributes, IReadOnlyList<TreeEntry> Children);
}

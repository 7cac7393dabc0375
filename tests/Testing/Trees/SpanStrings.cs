using System.Text;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

/// <summary>Every string of a span that a backend receives, with its place.</summary>
internal static class SpanStrings
{
    public static IEnumerable<(string Where, string Text)> Read(ReceivedSpan span) =>
    [
        ("the name", span.Name),
        ("the status message", span.StatusMessage),
        ("tracestate", span.TraceState),
        ("the scope", span.ScopeName),
        ("the scope's version", span.ScopeVersion),
        .. Read("attribute", span.Attributes),
        .. Read("resource attribute", span.Resource),
        .. span.Events.SelectMany(e => Read($"event {e.Name}, attribute", e.Attributes).Prepend(("an event's name", e.Name))),
        .. span.Links.SelectMany(link => Read("link attribute", link.Attributes).Prepend(("a link's tracestate", link.TraceState))),
    ];

    private static IEnumerable<(string Where, string Text)> Read(string where, ReceivedAttributes attributes) =>
        attributes.SelectMany(attribute => OfValue($"{where} {attribute.Key}", attribute.Value)
            .Prepend(($"the key of {where} {attribute.Key}", attribute.Key)));

    private static IEnumerable<(string Where, string Text)> OfValue(string where, object? value) => value switch
    {
        string text => [(where, text)],
        byte[] bytes => [(where, Encoding.UTF8.GetString(bytes))],
        ReceivedAttributes nested => Read(where, nested),
        IEnumerable<object?> items => items.SelectMany(item => OfValue(where, item)),
        _ => [],
    };
}

using System.Collections;
using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>A sequence that has a span for each enumeration.</summary>
internal sealed class TracedEnumerable<T>(IEnumerable<T> source, SpanHandle first) : TracedSequence(first), IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator()
    {
        var span = NextSpan();
        return span.Activity is null ? source.GetEnumerator() : TracedEnumerator<T>.Start(source, span);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>An asynchronous sequence that has a span for each enumeration.</summary>
internal sealed class TracedAsyncEnumerable<T>(IAsyncEnumerable<T> source, SpanHandle first) : TracedSequence(first), IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var span = NextSpan();
        return span.Activity is null
            ? source.GetAsyncEnumerator(cancellationToken)
            : TracedAsyncEnumerator<T>.Start(source, span, cancellationToken);
    }
}

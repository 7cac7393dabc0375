using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>An asynchronous sequence, each enumeration of which is a span.</summary>
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

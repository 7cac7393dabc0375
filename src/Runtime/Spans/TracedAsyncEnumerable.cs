namespace TracedLlm;

/// <summary>Items whose span was started by the call that made them; a second enumeration runs the source again, and is a second span.</summary>
internal sealed class TracedAsyncEnumerable<T>(IAsyncEnumerable<T> source, LlmSpan span) : IAsyncEnumerable<T>
{
    private readonly int _tagCount = SpanRestart.CountTags(span);
    private int _enumerations;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var own = Interlocked.Increment(ref _enumerations) == 1 ? span : SpanRestart.Again(span, _tagCount);
        return own.Activity is null
            ? source.GetAsyncEnumerator(cancellationToken)
            : TracedAsyncEnumerator<T>.Start(source, own, cancellationToken);
    }
}

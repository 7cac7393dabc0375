using System.Collections;

namespace TracedLlm;

/// <summary>Items whose span was started by the call that made them; a second enumeration is a second span.</summary>
internal sealed class TracedEnumerable<T>(IEnumerable<T> source, LlmSpan span) : IEnumerable<T>
{
    private readonly int _tagCount = SpanRestart.CountTags(span);
    private int _enumerations;

    public IEnumerator<T> GetEnumerator()
    {
        var own = Interlocked.Increment(ref _enumerations) == 1 ? span : SpanRestart.Again(span, _tagCount);
        return own.Activity is null ? source.GetEnumerator() : TracedEnumerator<T>.Start(source, own);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>
/// A sequence that has a span for each enumeration. The call that returned the sequence has started the first span. Each further
/// enumeration runs the source again, and starts a span with the same kind, name and attributes.
/// </summary>
/// <param name="first">The first span.</param>
internal abstract class TracedSequence(SpanHandle first)
{
    // The number of attributes at the first span's start: attributes that are set later belong to the first enumeration only.
    private readonly int _tagCount = CountTags(first);
    private int _enumerations;

    /// <summary>Returns the span of the next enumeration.</summary>
    protected SpanHandle NextSpan() => Interlocked.Increment(ref _enumerations) == 1 ? first : Restart();

    private SpanHandle Restart()
    {
        var tags = new List<KeyValuePair<string, object?>>(_tagCount);
        foreach (ref readonly var tag in first.Activity!.EnumerateTagObjects())
        {
            if (tags.Count == _tagCount)
            {
                break;
            }

            tags.Add(tag);
        }

        return SpanStart.Restart(first, [.. tags]);
    }

    private static int CountTags(SpanHandle span)
    {
        var count = 0;
        foreach (ref readonly var _ in span.Activity!.EnumerateTagObjects())
        {
            count++;
        }

        return count;
    }
}

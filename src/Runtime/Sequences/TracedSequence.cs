using TracedLlm.Tree;

namespace TracedLlm.Sequences;

/// <summary>
/// A sequence whose enumerations are spans. The call that made the sequence has started the first span; each further enumeration
/// runs the source again, and gets a span of the same kind, name and attributes.
/// </summary>
/// <param name="first">The first span.</param>
internal abstract class TracedSequence(SpanHandle first)
{
    // Attributes that are set later belong to the first enumeration.
    private readonly int _tagCount = CountTags(first);
    private int _enumerations;

    /// <summary>The span of the next enumeration.</summary>
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

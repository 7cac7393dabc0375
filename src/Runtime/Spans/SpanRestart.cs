namespace TracedLlm;

/// <summary>Starts the span of a sequence again, for an enumeration after the first.</summary>
internal static class SpanRestart
{
    /// <summary>How many attributes the span has now, that is, was started with.</summary>
    public static int CountTags(LlmSpan span)
    {
        var count = 0;
        foreach (ref readonly var _ in span.Activity!.EnumerateTagObjects())
        {
            count++;
        }

        return count;
    }

    /// <summary>A span of the same kind and name, with the first <paramref name="tagCount"/> attributes of <paramref name="first"/>.</summary>
    public static LlmSpan Again(LlmSpan first, int tagCount)
    {
        var tags = new List<KeyValuePair<string, object?>>(tagCount);
        foreach (ref readonly var tag in first.Activity!.EnumerateTagObjects())
        {
            if (tags.Count == tagCount)
            {
                break;
            }

            tags.Add(tag);
        }

        return SpanStart.Again(first, [.. tags]);
    }
}

using System.Collections.Concurrent;
using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>The names of the attributes of keys without a row. A gateway's callers use the same few keys in each request.</summary>
internal static class OtherNames
{
    // Bounds the memory, because callers choose the keys: with their longest names it is about 100 KB.
    private const int MaxKept = 256;

    private static readonly ConcurrentDictionary<string, string> Kept = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan = Kept.GetAlternateLookup<ReadOnlySpan<char>>();

    private static int s_count;

    /// <summary>The name of the attribute of <paramref name="key"/>.</summary>
    public static string NameOf(ReadOnlySpan<char> key)
    {
        if (BySpan.TryGetValue(key, out var known))
        {
            return known;
        }

        var name = string.Concat(MetadataKeyTable.OtherPrefix, key);
        if (Volatile.Read(ref s_count) < MaxKept && Interlocked.Increment(ref s_count) <= MaxKept)
        {
            BySpan.TryAdd(key, name);
        }

        return name;
    }
}

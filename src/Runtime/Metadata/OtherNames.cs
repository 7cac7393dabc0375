using System.Collections.Concurrent;
using TracedLlm.Facts;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>The names of the attributes of keys without a row. A gateway's callers use the same few keys in each request.</summary>
internal static class OtherNames
{
    // Bounds the memory, because callers choose the keys: with their longest names it is about 100 KB.
    private const int MaxKept = 256;

    private static readonly ConcurrentDictionary<string, OtherName> Kept = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, OtherName>.AlternateLookup<ReadOnlySpan<char>> BySpan = Kept.GetAlternateLookup<ReadOnlySpan<char>>();

    private static int s_count;

    /// <summary>The name of the attribute of <paramref name="key"/>.</summary>
    public static string NameOf(ReadOnlySpan<char> key)
    {
        if (BySpan.TryGetValue(key, out var known))
        {
            return known.Attribute;
        }

        var name = new OtherName(string.Concat(MetadataKeyTable.OtherPrefix, key), !MetadataText.HasControls(key) && !SecretWords.IsSecret(key) && !SecretRedaction.ContainsSecret(key));
        if (Volatile.Read(ref s_count) < MaxKept && Interlocked.Increment(ref s_count) <= MaxKept)
        {
            BySpan.TryAdd(key, name);
        }

        return name.Attribute;
    }

    /// <summary>Whether the key is known to be no name of a secret, whatever its value is, and to have no control characters.</summary>
    public static bool IsKnownPlain(ReadOnlySpan<char> key) => BySpan.TryGetValue(key, out var known) && known.IsPlain;

    private sealed record OtherName(string Attribute, bool IsPlain);
}

using System.Collections.Frozen;
using System.Text;
using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>Finds the row of <see cref="MetadataKeyTable"/> for a key.</summary>
internal static class MetadataKeyLookup
{
    // Every key is shorter than this. A longer name in a request can only begin as the gateway's keys do.
    private const int MaxNameLength = 64;

    private static readonly FrozenDictionary<string, MetadataKeyFacts> ByName = MetadataKeyTable.Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, MetadataKeyFacts>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The row of a key in UTF-8; <see langword="null"/> if the key has no row.</summary>
    public static MetadataKeyFacts? Find(ReadOnlySpan<byte> name)
    {
        Span<char> characters = stackalloc char[MaxNameLength];
        return Encoding.UTF8.TryGetChars(name[..Math.Min(name.Length, MaxNameLength)], characters, out var length) ? Find(characters[..length]) : null;
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public static MetadataKeyFacts? Find(ReadOnlySpan<char> name) =>
        BySpan.TryGetValue(name, out var row) ? row : name.StartsWith(MetadataKeyTable.KeyPrefix) ? ByName[MetadataKeyTable.KeyPrefix] : null;
}

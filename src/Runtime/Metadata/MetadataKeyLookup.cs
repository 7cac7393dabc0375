using System.Collections.Frozen;
using System.Text;
using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>Finds the row of <see cref="MetadataKeyTable"/> that a key belongs to.</summary>
internal static class MetadataKeyLookup
{
    // Names in a request may be longer than any key; such a name is none of them.
    private const int MaxNameLength = 64;

    private static readonly FrozenDictionary<string, MetadataKeyFacts> ByName = MetadataKeyTable.Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, MetadataKeyFacts>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The row of a key in UTF-8; <see langword="null"/> if it has none.</summary>
    public static MetadataKeyFacts? Find(ReadOnlySpan<byte> name)
    {
        Span<char> characters = stackalloc char[MaxNameLength];
        return name.Length <= MaxNameLength && Encoding.UTF8.TryGetChars(name, characters, out var length)
            ? Find(characters[..length])
            : null;
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public static MetadataKeyFacts? Find(ReadOnlySpan<char> name) =>
        BySpan.TryGetValue(name, out var row) ? row : name.StartsWith(MetadataKeyTable.KeyPrefix) ? ByName[MetadataKeyTable.KeyPrefix] : null;
}

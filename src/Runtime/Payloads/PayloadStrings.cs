using System.ComponentModel;

namespace TracedLlm;

/// <summary>The strings that a path through arrays comes by. What generated payload readers collect them in.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PayloadStrings
{
    private List<string>? _items;

    /// <summary>How many there are.</summary>
    public readonly int Count => _items?.Count ?? 0;

    /// <summary>Reads the cursor's next value: a string, or an array of strings.</summary>
    public void Read(ref Utf8JsonCursor cursor) => cursor.TryReadStrings(ref _items);

    /// <summary>Forgets all but the first <paramref name="count"/>: the key they came by occurs again.</summary>
    public readonly void Truncate(int count) => _items?.RemoveRange(count, _items.Count - count);

    /// <summary>All of them; <see langword="null"/> if there are none.</summary>
    public readonly string[]? ToArray() => Count == 0 ? null : _items!.ToArray();
}

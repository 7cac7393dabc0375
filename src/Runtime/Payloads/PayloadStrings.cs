using System.ComponentModel;

namespace TracedLlm;

/// <summary>Collects the strings that a path through arrays finds. Generated payload readers use this type.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PayloadStrings
{
    private List<string>? _items;

    /// <summary>The number of strings.</summary>
    public readonly int Count => _items?.Count ?? 0;

    /// <summary>Reads the cursor's next value: a string, or an array of strings.</summary>
    public void Read(ref Utf8JsonCursor cursor) => cursor.TryReadStrings(ref _items);

    /// <summary>Removes all strings behind the first <paramref name="count"/>, because their key occurs again.</summary>
    public readonly void Truncate(int count) => _items?.RemoveRange(count, _items.Count - count);

    /// <summary>All strings; <see langword="null"/> if there are none.</summary>
    public readonly string[]? ToArray() => Count == 0 ? null : _items!.ToArray();
}

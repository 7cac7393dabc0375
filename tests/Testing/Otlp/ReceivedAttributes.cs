using System.Collections;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Otlp;

/// <summary>
/// Attributes in the order received, duplicates included. A value is a <see cref="string"/>, <see cref="bool"/>,
/// <see cref="long"/>, <see cref="double"/>, an <see cref="IReadOnlyList{T}"/> of such values, a byte array,
/// a nested <see cref="ReceivedAttributes"/>, or null if OTLP has no value.
/// </summary>
public sealed class ReceivedAttributes(IEnumerable<KeyValuePair<string, object?>> items) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _items = [.. items];

    /// <summary>No attributes.</summary>
    public static ReceivedAttributes Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>The keys in the order received.</summary>
    public IEnumerable<string> Keys => _items.Select(item => item.Key);

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _items[index];

    /// <summary>The first value of <paramref name="key"/>, or null if it is absent.</summary>
    public object? this[string key] => Array.Find(_items, item => item.Key == key).Value;

    /// <summary>Creates attributes for a test.</summary>
    public static ReceivedAttributes FromPairs(params IEnumerable<(string Key, object? Value)> items) =>
        new(items.Select(item => KeyValuePair.Create(item.Key, item.Value)));

    /// <summary>Whether an attribute of that key arrived, with a value or without.</summary>
    public bool ContainsKey(string key) => Array.Exists(_items, item => item.Key == key);

    /// <summary>The value of <paramref name="key"/> as exactly that type.</summary>
    /// <exception cref="KeyNotFoundException">The attribute is absent or has another type; the message lists the attributes.</exception>
    public T Get<T>(string key) => this[key] is T value
        ? value
        : throw new KeyNotFoundException($"No attribute '{key}' of type {typeof(T).Name} in {this}");

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object?>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As <c>{key=value, …}</c> in the order received.</summary>
    public override string ToString() => AttributeText.Format(this);
}

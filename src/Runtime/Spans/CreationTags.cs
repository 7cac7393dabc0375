using System.Collections;

namespace TracedLlm;

/// <summary>
/// The attributes handed over when a span starts: one buffer a thread, which is its own enumerator, so that handing over
/// costs no allocation. A sampler sees them, and the activity copies them.
/// </summary>
internal sealed class CreationTags : IEnumerable<KeyValuePair<string, object?>>, IEnumerator<KeyValuePair<string, object?>>
{
    [ThreadStatic]
    private static CreationTags? t_cached;

    private KeyValuePair<string, object?>[] _items = new KeyValuePair<string, object?>[32];
    private int _count;
    private int _position = Idle;

    private const int Idle = -2;

    public KeyValuePair<string, object?> Current => _items[_position];

    object IEnumerator.Current => Current;

    public static CreationTags Rent()
    {
        var tags = t_cached ?? new CreationTags();
        t_cached = null;
        return tags;
    }

    public void Return()
    {
        Array.Clear(_items, 0, _count);
        _count = 0;
        _position = Idle;
        t_cached = this;
    }

    public void Add(string name, object? value)
    {
        if (value is null)
        {
            return;
        }

        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = new(name, value);
    }

    public void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            Add(name, value);
        }
    }

    /// <summary>The value given for <paramref name="name"/>, if any.</summary>
    public object? Find(string name)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_items[i].Key == name)
            {
                return _items[i].Value;
            }
        }

        return null;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        if (_position != Idle)
        {
            return ((IEnumerable<KeyValuePair<string, object?>>)_items.AsSpan(0, _count).ToArray()).GetEnumerator();
        }

        _position = -1;
        return this;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext() => ++_position < _count;

    public void Reset() => _position = -1;

    public void Dispose() => _position = Idle;
}

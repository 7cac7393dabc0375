using System.Collections;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>
/// The attributes that a span has at its start. A sampler reads them, and the activity copies them. The object is also its own
/// enumerator.
/// </summary>
internal sealed class CreationTags : IEnumerable<KeyValuePair<string, object?>>, IEnumerator<KeyValuePair<string, object?>>
{
    // A pool for each thread, so that the start of a span allocates neither a list nor an enumerator. A start has no await, so the
    // buffer is free again on the same thread. A thread-static field needs no lock. The free buffers are a list: the start of a guardrail
    // starts litellm_request, and a listener may start a span while another span starts.
    [ThreadStatic]
    private static CreationTags? t_free;

    private CreationTags? _nextFree;

    // The initial size; the array grows for a span with more attributes.
    private KeyValuePair<string, object?>[] _items = new KeyValuePair<string, object?>[32];
    private int _count;
    private int _position = Idle;

    // The position while the object is not used as an enumerator. -1 is the position before the first item.
    private const int Idle = -2;

    public KeyValuePair<string, object?> Current => _items[_position];

    object IEnumerator.Current => Current;

    public static CreationTags Rent()
    {
        if (t_free is not { } tags)
        {
            return new CreationTags();
        }

        t_free = tags._nextFree;
        tags._nextFree = null;
        return tags;
    }

    public void Return()
    {
        Array.Clear(_items, 0, _count);
        _count = 0;
        _position = Idle;
        _nextFree = t_free;
        t_free = this;
    }

    /// <summary>Adds an attribute without its secrets.</summary>
    public void Add(string name, object? value)
    {
        Reserve(1);
        _items[_count++] = new(name, AttributeSecrets.Remove(name, value));
    }

    /// <summary>Adds an attribute whose secrets have been removed before, or that has none.</summary>
    public void AddClean(string name, object? value)
    {
        Reserve(1);
        _items[_count++] = new(name, value);
    }

    /// <summary>Adds attributes without their secrets.</summary>
    public void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (ref readonly var tag in tags)
        {
            Add(tag.Key, tag.Value);
        }
    }

    /// <summary>Adds attributes whose secrets have been removed before.</summary>
    public void AddClean(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // One block copy is several times faster than a loop. The enumerator skips attributes without a value.
        Reserve(tags.Length);
        tags.CopyTo(_items.AsSpan(_count));
        _count += tags.Length;
    }

    /// <summary>The value of <paramref name="name"/>; <see langword="null"/> if it is not set.</summary>
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
            return _items.Take(_count).Where(tag => tag.Value is not null).ToList().GetEnumerator();
        }

        _position = -1;
        return this;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext()
    {
        while (++_position < _count)
        {
            if (_items[_position].Value is not null)
            {
                return true;
            }
        }

        return false;
    }

    public void Reset() => _position = -1;

    public void Dispose() => _position = Idle;

    private void Reserve(int more)
    {
        if (_count + more > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(_count + more, _items.Length * 2));
        }
    }
}

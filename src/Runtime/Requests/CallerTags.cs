namespace TracedLlm.Requests;

/// <summary>
/// The attributes of the caller of one request: its key, team and organisation. The root, <c>litellm_request</c> and the attempts carry
/// them, so that a search for the failed attempts of a team needs one span.
/// </summary>
/// <remarks>
/// The lock of the request guards every change. The attributes are read without it: an item that readers may see never changes. A
/// changed value makes a new array, and the number is written after the item.
/// </remarks>
internal sealed class CallerTags
{
    // The number of attributes that LlmTrace.SetCaller sets.
    private const int Usual = 6;

    private KeyValuePair<string, object?>[] _items = [];
    private int _count;

    /// <summary>The attributes that are known.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Known
    {
        get
        {
            var count = Volatile.Read(ref _count);
            return Volatile.Read(ref _items).AsSpan(0, count);
        }
    }

    /// <summary>Returns the text of an attribute; <see langword="null"/> if it is not known.</summary>
    public string? FindText(string name) => IndexOf(name) is >= 0 and var index ? Known[index].Value?.ToString() : null;

    /// <summary>Sets an attribute. The caller holds the lock of the request.</summary>
    public void Set(string name, object value)
    {
        var index = IndexOf(name);
        if (index >= 0 || _count == _items.Length)
        {
            var items = new KeyValuePair<string, object?>[index >= 0 ? _items.Length : Math.Max(Usual, 2 * _count)];
            Known.CopyTo(items);
            items[index >= 0 ? index : _count] = new(name, value);
            Volatile.Write(ref _items, items);
        }
        else
        {
            _items[_count] = new(name, value);
        }

        if (index < 0)
        {
            Volatile.Write(ref _count, _count + 1);
        }
    }

    private int IndexOf(string name)
    {
        var known = Known;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace TracedLlm.Export.Tenants;

/// <summary>A cache of bounded size that removes the least recently used value. Safe for concurrent use.</summary>
/// <param name="capacity">How many values are kept.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    // Guards the dictionary and the list, which hold the same nodes.
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> _nodes = [];
    private readonly LinkedList<KeyValuePair<TKey, TValue>> _byUse = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _nodes.Count;
            }
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Adds a value and returns it. If another thread has added one meanwhile, returns that value.</summary>
    public TValue Add(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(key, out var known))
            {
                return known.Value.Value;
            }

            _nodes.Add(key, _byUse.AddFirst(KeyValuePair.Create(key, value)));
            if (_nodes.Count > capacity)
            {
                _nodes.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }

            return value;
        }
    }
}

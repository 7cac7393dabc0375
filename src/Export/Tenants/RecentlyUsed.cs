using System.Diagnostics.CodeAnalysis;

namespace TracedLlm.Export;

/// <summary>Values by key, of which those that were not used for longest are forgotten.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
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

    /// <summary>Adds a value, unless another thread has added one meanwhile: that one is returned.</summary>
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

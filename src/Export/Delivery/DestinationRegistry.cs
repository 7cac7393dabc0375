using System.Collections.Concurrent;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// The destinations, one for each <see cref="BackendEndpoint.Identity"/>. Requests add the destinations of tenants; the worker evicts
/// the least recently used ones that no span waits for. Safe for concurrent use.
/// </summary>
internal sealed class DestinationRegistry(Func<BackendEndpoint, bool, HostLoad, Destination> create, int maxIdle)
{
    // How many destinations one eviction looks at, so that the lock is held only briefly.
    private const int Looks = 1024;

    // Guards the dictionary and the list, which hold the same nodes.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Destination>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<Destination> _recent = new();
    private readonly ConcurrentDictionary<string, HostLoad> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many destinations there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _known.Count;
            }
        }
    }

    /// <summary>All destinations.</summary>
    public IReadOnlyList<Destination> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _known.Values.Select(node => node.Value)];
            }
        }
    }

    /// <summary>Gets or adds the destination of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isPinned">Whether it is configured, so that it is never evicted.</param>
    public Destination GetOrAdd(BackendEndpoint endpoint, bool isPinned = false)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(endpoint.Identity, out var node))
            {
                if (!node.Value.IsPinned)
                {
                    _recent.Remove(node);
                    _recent.AddFirst(node);
                }

                return node.Value;
            }

            var destination = create(endpoint, isPinned, _hosts.GetOrAdd(endpoint.Address.Authority, static _ => new HostLoad()));
            node = new LinkedListNode<Destination>(destination);
            _known.Add(endpoint.Identity, node);
            if (!isPinned)
            {
                _recent.AddFirst(node);
            }

            return destination;
        }
    }

    /// <summary>The destination with an identity; <see langword="null"/> if there is none.</summary>
    public Destination? Find(string identity)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault(identity)?.Value;
        }
    }

    /// <summary>
    /// Removes the destinations above the bound that no span waits for, and flushes the others. Only the worker calls it, so that a
    /// request does not pay for it.
    /// </summary>
    /// <returns>The removed destinations.</returns>
    public IReadOnlyList<Destination> Evict()
    {
        lock (_gate)
        {
            if (_recent.Count <= maxIdle)
            {
                return [];
            }

            List<Destination> gone = [];
            var node = _recent.Last;
            for (var look = 0; look < Looks && _recent.Count > maxIdle && node is not null && node != _recent.First; look++)
            {
                var former = node.Previous;
                if (node.Value.IsIdle)
                {
                    _recent.Remove(node);
                    _known.Remove(node.Value.Endpoint.Identity);
                    gone.Add(node.Value);
                }
                else
                {
                    node.Value.FlushNow();
                }

                node = former;
            }

            return gone;
        }
    }
}

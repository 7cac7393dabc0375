using System.Collections.Concurrent;

namespace TracedLlm.Export;

/// <summary>
/// The destinations, one for each <see cref="BackendEndpoint.Identity"/>. Those of tenants come with the requests; of those that
/// nothing waits for, the least recently used go. Safe for concurrent use.
/// </summary>
internal sealed class DestinationRegistry(Func<BackendEndpoint, bool, HostLoad, Destination> create, int maxIdle)
{
    // How many of the least recently used are looked at at a time.
    private const int Looks = 1024;

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

    /// <summary>The destination of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isPinned">Whether it is configured, and stays.</param>
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

    /// <summary>The destination of that identity, if there is one.</summary>
    public Destination? Find(string identity)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault(identity)?.Value;
        }
    }

    /// <summary>
    /// Lets go of those that are too many and for which nothing waits, and has the others send what does. For the worker: a
    /// request that brings a destination does not pay for it.
    /// </summary>
    /// <returns>Those that have gone.</returns>
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

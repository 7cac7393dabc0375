using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// The destinations, one for each <see cref="BackendEndpoint.Identity"/>. Requests add the destinations of tenants; the worker evicts
/// the least recently used ones that no span waits for. The number of destinations that requests have brought is bounded. Safe for
/// concurrent use.
/// </summary>
internal sealed class DestinationRegistry(Func<BackendEndpoint, bool, HostLoad, Destination> create, DeliveryContext context, int maxIdle)
{
    // How many destinations one eviction looks at, so that the lock is held only briefly.
    private const int Looks = 1024;

    // How long the number of destinations that wait on disk alone is used, before it is counted again. The same for the knowledge that
    // no destination of a request is idle, unless one becomes idle.
    private static readonly TimeSpan CountTime = TimeSpan.FromSeconds(1);

    // Guards all collections. The dictionary and the lists hold the same nodes.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Destination>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<Destination> _ofTenants = new();
    private readonly LinkedList<Destination> _ofRequests = new();
    private readonly List<Destination> _removed = [];
    private readonly Dictionary<string, HostLoad> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private int _onDiskAlone;
    private long _countAgain = long.MinValue;
    private long _lookAgain = long.MinValue;
    private bool _mayHaveIdle = true;

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
            return FindAndUse(endpoint.Identity) ?? Add(endpoint, isPinned);
        }
    }

    /// <summary>
    /// Gives the endpoint of a request a place, which it keeps as long as it has spans in memory or on disk. For a new one the least
    /// recently used one without spans is removed.
    /// </summary>
    /// <returns><see langword="false"/> if all places are taken.</returns>
    public bool TryAdmit(BackendEndpoint endpoint)
    {
        lock (_gate)
        {
            if (FindAndUse(endpoint.Identity) is not null)
            {
                return true;
            }

            // Its own spans on disk have a place already.
            var onDisk = context.Spool?.Count(endpoint.Identity).Spans > 0 ? CountOnDiskAlone() - 1 : CountOnDiskAlone();
            if (_ofRequests.Count + onDisk >= context.Settings.MaxRequestDestinations && !TryRemoveIdleOfRequest())
            {
                return false;
            }

            Add(endpoint, isPinned: false);
            return true;
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
            Evict(_ofTenants);
            Evict(_ofRequests);
            if (_removed.Count == 0)
            {
                return [];
            }

            Destination[] gone = [.. _removed];
            _removed.Clear();
            return gone;
        }
    }

    /// <summary>No span waits any longer for a destination of a request, so that its place is free. Only the worker calls it.</summary>
    public void OnIdle() => Volatile.Write(ref _mayHaveIdle, true);

    /// <summary>Does something, unless there is a destination of <paramref name="endpoint"/>. Nobody adds one meanwhile.</summary>
    public void InvokeIfGone(BackendEndpoint endpoint, Action<BackendEndpoint> action)
    {
        lock (_gate)
        {
            if (!_known.ContainsKey(endpoint.Identity))
            {
                action(endpoint);
            }
        }
    }

    // Under the lock, as the methods below.
    private void Evict(LinkedList<Destination> recent)
    {
        var node = recent.Last;
        for (var look = 0; look < Looks && recent.Count > maxIdle && node is not null && node != recent.First; look++)
        {
            var former = node.Previous;
            if (node.Value.IsIdle)
            {
                Remove(node);
            }
            else
            {
                node.Value.FlushNow();
            }

            node = former;
        }
    }

    // The thread of a request looks at all of them, but only if one may be idle.
    private bool TryRemoveIdleOfRequest()
    {
        var now = context.Clock.GetTimestamp();
        if (!Volatile.Read(ref _mayHaveIdle) && now < _lookAgain)
        {
            return false;
        }

        Volatile.Write(ref _mayHaveIdle, false);
        for (var node = _ofRequests.Last; node is not null; node = node.Previous)
        {
            if (node.Value.IsIdle)
            {
                Remove(node);
                Volatile.Write(ref _mayHaveIdle, true);
                return true;
            }
        }

        _lookAgain = context.Clock.AddTo(now, CountTime);
        return false;
    }

    private Destination? FindAndUse(string identity)
    {
        if (!_known.TryGetValue(identity, out var node))
        {
            return null;
        }

        if (node.List is { } recent)
        {
            recent.Remove(node);
            recent.AddFirst(node);
        }

        return node.Value;
    }

    private Destination Add(BackendEndpoint endpoint, bool isPinned)
    {
        var authority = endpoint.Address.GetLeftPart(UriPartial.Authority);
        if (!_hosts.TryGetValue(authority, out var host))
        {
            host = new HostLoad(context.Clock, context.BackOff);
            _hosts.Add(authority, host);
        }

        host.Users++;
        var destination = create(endpoint, isPinned, host);
        var node = new LinkedListNode<Destination>(destination);
        _known.Add(endpoint.Identity, node);
        if (!isPinned)
        {
            Volatile.Write(ref _mayHaveIdle, true);
            (endpoint.Owner == EndpointOwner.Request ? _ofRequests : _ofTenants).AddFirst(node);
        }

        return destination;
    }

    private void Remove(LinkedListNode<Destination> node)
    {
        var endpoint = node.Value.Endpoint;
        node.List!.Remove(node);
        _known.Remove(endpoint.Identity);
        _removed.Add(node.Value);
        var authority = endpoint.Address.GetLeftPart(UriPartial.Authority);
        if (_hosts.TryGetValue(authority, out var host) && --host.Users == 0)
        {
            // Callers may name very many hosts where the operator allows *.
            _hosts.Remove(authority);
        }
    }

    // An earlier process has left spans of requests that have not come back.
    private int CountOnDiskAlone()
    {
        var now = context.Clock.GetTimestamp();
        if (context.Spool is { } spool && now >= _countAgain)
        {
            _countAgain = context.Clock.AddTo(now, CountTime);
            _onDiskAlone = spool.Destinations.Count(identity => identity.StartsWith(BackendEndpoint.RequestPrefix, StringComparison.Ordinal)
                && !_known.ContainsKey(identity)
                && spool.Count(identity).Spans > 0);
        }

        return _onDiskAlone;
    }
}

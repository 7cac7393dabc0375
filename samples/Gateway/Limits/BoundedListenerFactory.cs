using System.Net;
using Microsoft.AspNetCore.Connections;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The server's sockets with a bound on accepted connections. Kestrel's own limit, <c>MaxConcurrentConnections</c>, counts a connection
/// on the thread pool, after it was accepted: a burst that comes to a busy process takes all descriptors before any is counted, and a
/// process without descriptors ends, or cannot load what it needs.
/// </summary>
internal sealed class BoundedListenerFactory(IConnectionListenerFactory sockets, OpenConnections connections) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new BoundedListener(await sockets.BindAsync(endpoint, cancellationToken), connections);

    public bool CanBind(EndPoint endpoint) => sockets is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);
}

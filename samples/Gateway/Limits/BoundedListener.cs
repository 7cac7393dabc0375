using System.Net;
using Microsoft.AspNetCore.Connections;

namespace TracedLlm.Samples.Gateway;

/// <summary>Accepts as many connections as <see cref="OpenConnections"/> allows, and closes each further one before it accepts the next.</summary>
internal sealed class BoundedListener(IConnectionListener listener, OpenConnections connections) : IConnectionListener
{
    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await listener.AcceptAsync(cancellationToken) is { } connection)
        {
            if (connections.TryAdd())
            {
                return new BoundedConnection(connection, connections);
            }

            await connection.DisposeAsync();
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}

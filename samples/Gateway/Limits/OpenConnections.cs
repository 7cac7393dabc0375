using Microsoft.AspNetCore.Connections;

namespace TracedLlm.Samples.Gateway;

/// <summary>The number of callers' connections, idle ones included.</summary>
internal sealed class OpenConnections(ServerLimits limits)
{
    private int _count;

    /// <summary>
    /// Whether half of the connections are taken. A request that is refused then closes its connection, so that some stay free for
    /// those who are served, and for <c>/health</c>.
    /// </summary>
    public bool AreMany => Volatile.Read(ref _count) > limits.Connections / 2;

    /// <summary>The middleware of connections.</summary>
    public ConnectionDelegate Count(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _count);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    };
}

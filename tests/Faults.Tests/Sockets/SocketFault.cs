using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Faults.Tests.Sockets;

/// <summary>An answer that breaks HTTP, or the connection, or the patience of the other side.</summary>
/// <param name="Name">What the answer does.</param>
/// <param name="Fate">What becomes of a batch of spans that is answered so.</param>
/// <param name="Write">Writes the answer; the connection is closed afterwards.</param>
internal sealed record SocketFault(string Name, AnswerFate Fate, Func<FaultConnection, Task> Write)
{
    /// <summary>Answers a request that has been read, and closes the connection.</summary>
    public async Task AnswerAsync(HttpContext http, CancellationToken stopping)
    {
        using var connection = new FaultConnection(http, stopping);
        try
        {
            await Write(connection);
            await connection.EndAsync();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has left.
        }
    }

    public override string ToString() => Name;
}

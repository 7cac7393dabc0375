using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Faults.Tests.Sockets;

/// <summary>The connection of a request that the server has read: the answer is written byte by byte, past the server.</summary>
internal sealed class FaultConnection(HttpContext http, CancellationToken stopping) : IDisposable
{
    private readonly Socket _socket = http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);

    /// <summary>Cancelled when the other side closes the connection or the server stops.</summary>
    public CancellationToken Ended => _ended.Token;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, Ended)..];
        }
    }

    /// <summary>Sends the same bytes until the other side has enough.</summary>
    public async Task FloodAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!Ended.IsCancellationRequested)
        {
            await SendAsync(bytes);
        }
    }

    /// <summary>Waits until the other side gives up.</summary>
    public Task StallAsync() => Task.Delay(Timeout.InfiniteTimeSpan, Ended);

    /// <summary>Ends the sending direction; the other side can still send.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Ends the answer, and waits until the other side has closed: a close that comes earlier can become a reset, which discards what is not read yet.</summary>
    public async Task EndAsync()
    {
        HalfClose();
        await Task.Delay(Patience.Default, Ended);
    }

    public void Dispose()
    {
        _ended.Dispose();
        _socket.Close();
        http.Abort();
    }
}

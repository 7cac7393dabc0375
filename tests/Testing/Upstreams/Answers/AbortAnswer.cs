using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class AbortAnswer(string? body, int bytes, string contentType, bool reset) : UpstreamAnswer
{
    // The bytes are written to the socket directly, because Kestrel may not have sent all bytes when a connection is aborted.
    internal override async Task WriteAsync(UpstreamExchange exchange)
    {
        var socket = exchange.Http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        exchange.StopWatchingClient();
        if (body is not null)
        {
            var promised = Encoding.UTF8.GetBytes(body);
            var head = $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {promised.Length}\r\n\r\n";
            await SendAsync(socket, Encoding.ASCII.GetBytes(head));
            await SendAsync(socket, promised.AsMemory(0, bytes));
        }

        if (reset)
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        else
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        socket.Close();
        exchange.Http.Abort();
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace TracedLlm.Bench.Gateway.Http;

/// <summary>Accepts connections on 127.0.0.1 and serves each until it ends.</summary>
internal sealed class TcpServer : IDisposable
{
    private const int Backlog = 4096;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="serve">Serves a connection.</param>
    public TcpServer(Func<Socket, Task> serve)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        _ = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        while (true)
        {
            var socket = await _listener.AcceptAsync();
            socket.NoDelay = true;
            _ = ServeAsync(socket, serve);
        }
    }

    private static async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        using (socket)
        {
            try
            {
                await serve(socket);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // The gateway has closed the connection, or has been ended.
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TracedLlm.Testing.Sockets;

/// <summary>A provider over TCP that answers each connection with the same bytes, for answers that no server would write.</summary>
public sealed class RawProvider : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    private RawProvider(byte[] answer) => _answer = answer;

    /// <summary>The address, ending in a slash.</summary>
    public Uri Endpoint => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Starts a provider that sends a text as UTF-8, after the first bytes of a request have arrived.</summary>
    public static RawProvider Start(string answer)
    {
        var provider = new RawProvider(Encoding.UTF8.GetBytes(answer));
        provider._listener.Start();
        _ = provider.AcceptAsync();
        return provider;
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The provider was disposed.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[16 * 1024];
            if (await socket.ReceiveAsync(buffer) > 0)
            {
                await socket.SendAsync(_answer);
                await socket.ReceiveAsync(buffer);
            }
        }
    }
}

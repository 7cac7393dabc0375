using System.Net;
using System.Net.Sockets;
using System.Text;
using TracedLlm.Attempts;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.HttpClients;

/// <summary>A gateway that tries again disposes an error unread, also while the library still reads its beginning.</summary>
public sealed class UnreadErrorTests
{
    private const string Error = """{"error":{"code":"rate_limit_exceeded"}}""";

    [Theory]
    [InlineData("")]
    [InlineData("""{"error":""")]
    public async Task The_next_request_gets_its_own_answer(string beginning)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = ServeAsync(listener, beginning, disposed.Task);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri($"http://{listener.LocalEndpoint}/"),
            Timeout = Patience.Default,
        };

        using (var response = await client.GetAsync("first", HttpCompletionOption.ResponseHeadersRead))
        {
            // The rest of the body arrives after the time that the library waits for it.
            var clock = new SettableClock();
            var reading = ErrorContent.ReadAheadAsync(response, clock);
            await clock.Waiting.WaitAsync(Patience.Default);
            clock.Fire();
            await reading;
        }

        disposed.SetResult();
        Assert.Equal("/second", await client.GetStringAsync("second"));
        Assert.Equal("/third", await client.GetStringAsync("third"));
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_body_that_ends_in_time_keeps_its_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, Error, Task.CompletedTask);
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri($"http://{listener.LocalEndpoint}/") };

        using (var response = await client.GetAsync("first", HttpCompletionOption.ResponseHeadersRead))
        {
            await ErrorContent.ReadAheadAsync(response, new SettableClock());
        }

        Assert.Equal("/second", await client.GetStringAsync("second"));
        listener.Stop();
        Assert.Equal(1, await serving);
    }

    // The first answer is an error whose rest comes later; each other one is the path of its request. Returns the number of connections.
    private static async Task<int> ServeAsync(TcpListener listener, string beginning, Task disposed)
    {
        var connections = 0;
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                _ = AnswerAsync(socket, connections++ == 0 ? beginning : null, disposed);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return connections;
        }
    }

    private static async Task AnswerAsync(Socket socket, string? beginning, Task disposed)
    {
        using var connection = socket;
        try
        {
            var request = new byte[4096];
            while (await socket.ReceiveAsync(request) is > 0 and var length)
            {
                if (beginning is not null)
                {
                    await SendAsync(socket, $"HTTP/1.1 429 Too Many Requests\r\nContent-Length: {Error.Length}\r\n\r\n{beginning}");
                    await disposed;
                    await SendAsync(socket, Error[beginning.Length..]);
                    beginning = null;
                }
                else
                {
                    var path = Encoding.ASCII.GetString(request, 0, length).Split(' ')[1];
                    await SendAsync(socket, $"HTTP/1.1 200 OK\r\nContent-Length: {path.Length}\r\n\r\n{path}");
                }
            }
        }
        catch (SocketException)
        {
            // The client has closed the connection.
        }
    }

    private static async Task SendAsync(Socket socket, string text)
    {
        if (text.Length > 0)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        }
    }
}

using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace TracedLlm.Samples.Gateway;

/// <summary>A realtime session with the simulated provider: it echoes every message and answers <c>response.create</c>.</summary>
internal static class SimulatedSession
{
    // The GUID of RFC 6455, 1.3.
    private const string AcceptSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int MaxMessage = 64 * 1024;

    public static HttpResponseMessage Open(HttpRequestMessage request)
    {
        var (toProvider, toGateway) = (new Pipe(), new Pipe());
        var model = HttpUtility.ParseQueryString(request.RequestUri!.Query)[ServedRoute.Model] ?? "simulated";
        _ = ServeAsync(new DuplexStream(toProvider.Reader.AsStream(), toGateway.Writer.AsStream()), model);

        var key = request.Headers.GetValues("Sec-WebSocket-Key").Single();
        var response = new HttpResponseMessage(HttpStatusCode.SwitchingProtocols)
        {
            Content = new DuplexContent(new DuplexStream(toGateway.Reader.AsStream(), toProvider.Writer.AsStream())),
            RequestMessage = request,
        };
        response.Headers.Connection.Add("Upgrade");
        response.Headers.Upgrade.Add(new("websocket"));
#pragma warning disable CA5350 // RFC 6455 requires SHA-1; the hash protects no secret.
        response.Headers.Add("Sec-WebSocket-Accept", Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSalt))));
#pragma warning restore CA5350
        return response;
    }

    private static async Task ServeAsync(Stream stream, string model)
    {
        await using var connection = stream;
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        try
        {
            await SendAsync(socket, JsonSerializer.SerializeToUtf8Bytes(new { type = "session.created", session = new { id = "sess_simulated", @object = "realtime.session", model } }));
            var buffer = new byte[MaxMessage];
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
            {
                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
                if (buffer.AsSpan(0, received.Count).IndexOf("\"response.create\""u8) >= 0)
                {
                    await SendAsync(socket, Done());
                }
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException)
        {
            // The gateway has disconnected.
        }
    }

    private static byte[] Done() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "response.done",
        response = new
        {
            id = "resp_simulated",
            @object = "realtime.response",
            status = "completed",
            output = new[] { new { id = "item_simulated", type = "message", role = "assistant", content = new[] { new { type = "text", text = "Hello!" } } } },
            usage = new { total_tokens = 8, input_tokens = 6, output_tokens = 2 },
        },
    });

    private static ValueTask SendAsync(WebSocket socket, byte[] message) => socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}

using System.Net.WebSockets;
using RealtimeBridge.Audio;
using RealtimeBridge.Sessions;

namespace RealtimeBridge.Sockets;

/// <summary>GET /v1/realtime: two sockets, and everything that one says goes to the other.</summary>
internal sealed partial class BridgeHandler(SessionRegistry sessions, VoiceActivity voices, IConfiguration configuration, ILogger<BridgeHandler> logger)
{
    private readonly Uri _provider = new(configuration["Realtime"] ?? "ws://localhost:9001/v1/realtime");

    public async Task RunAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var provider = await ConnectAsync(http.Request.Query["model"].ToString(), http.RequestAborted);
        using var caller = await http.WebSockets.AcceptWebSocketAsync("realtime");
        using var session = sessions.Open(http.Request.Query["model"].ToString(), LlmTrace.Current?.CallId);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, session.Idle);

        session.Closed += OnClosed;
        try
        {
            var up = PumpAsync(caller, provider, session.Sent, ending.Token);
            var down = PumpAsync(provider, caller, session.Received, ending.Token);
            await await Task.WhenAny(up, down);
            await ending.CancelAsync();
            await Task.WhenAll(Quiet(up), Quiet(down));
        }
        catch (WebSocketException broken)
        {
            LlmTrace.Current?.RecordException(broken);
            logger.LogInformation(broken, "A realtime session broke");
        }
        finally
        {
            session.Closed -= OnClosed;
            await CloseAsync(caller);
            await CloseAsync(provider);
        }

        static async Task Quiet(Task pump)
        {
            try
            {
                await pump;
            }
            catch (Exception end) when (end is OperationCanceledException or WebSocketException)
            {
            }
        }

        async void OnClosed(object? sender, EventArgs arguments) => await provider.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "idle", CancellationToken.None);
    }

    [TracedStage("connect")]
    private partial Task<ClientWebSocket> ConnectAsync([SpanTag("realtime.model")] string model, CancellationToken cancellationToken);

    private async Task<ClientWebSocket> ConnectCoreAsync(string model, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {configuration["Realtime:Key"]}");
        socket.Options.AddSubProtocol("realtime");
        try
        {
            await socket.ConnectAsync(new UriBuilder(_provider) { Query = $"model={Uri.EscapeDataString(model)}" }.Uri, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task PumpAsync(WebSocket from, WebSocket to, Traffic traffic, CancellationToken cancellationToken)
    {
        await foreach (var frame in from.FramesAsync(cancellationToken))
        {
            using (frame)
            {
                traffic.Count(frame.Bytes.Length);
                if (frame.IsText && frame.EventType() is { } type)
                {
                    Note(type);
                    if (type is "input_audio_buffer.append")
                    {
                        voices.Feed(frame.Bytes.Span);
                    }
                }

                await to.SendAsync(frame.Bytes, frame.MessageType, endOfMessage: true, cancellationToken);
            }
        }

        async void Note(string type) // TLM2005
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            logger.LogTrace("{Event}", type);
        }
    }

    private static async Task CloseAsync(WebSocket socket)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token);
        }
        catch (Exception)
        {
            socket.Abort();
        }
    }
}

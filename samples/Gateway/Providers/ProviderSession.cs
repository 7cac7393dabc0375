using System.Buffers;
using System.Net.WebSockets;

namespace TracedLlm.Samples.Gateway;

/// <summary>Relays WebSocket sessions, message by message, between a caller and a provider.</summary>
internal sealed partial class ProviderSession(IHttpMessageHandlerFactory handlers, GatewayConfiguration configuration, TimeProvider time)
{
    private const int PartSize = 16 * 1024;

    /// <summary>Connects to the provider, accepts the caller and returns after the end of the session. One span covers the session.</summary>
    /// <exception cref="WebSocketException">The provider could not be reached, or broke the session off.</exception>
    /// <exception cref="SessionRefusedException">The provider refused the session.</exception>
    /// <exception cref="OperationCanceledException">The caller has disconnected.</exception>
    /// <exception cref="TimeoutException">The provider opened no session in time.</exception>
    [TracedLlmCall]
    public partial Task RelayAsync(
        [SpanTag(GenAi.ProviderName, Path = "Deployment.Provider.Name")]
        [SpanTag(LiteLlm.ProviderModel, Path = "Deployment.Model")]
        [SpanTag(LiteLlm.ModelGroup, Path = "Deployment.ModelGroup")]
        [SpanTag(LiteLlm.DeploymentId, Path = "Deployment.Id")]
        [SpanTag(LiteLlm.RoutingStrategy, Path = "Strategy")]
        [SpanTag(LiteLlm.RoutingReason, Path = "Reason")]
        [SpanTag(LiteLlm.RoutingResting, Path = "Resting")] RoutedCall call,
        LlmRequest request,
        HttpContext http);

    private async Task RelayCoreAsync(RoutedCall call, LlmRequest request, HttpContext http)
    {
        using var provider = await ConnectAsync(call.Deployment, request, http);

        // A browser closes a session for which it offered subprotocols, if the answer has none of them.
        using var caller = await http.WebSockets.AcceptWebSocketAsync(provider.SubProtocol ?? Subprotocols(http).FirstOrDefault());

        // If one side closes, the gateway closes the other side and waits for it. If one side breaks off, the session ends.
        var toProvider = PassOnAsync(caller, provider, http.RequestAborted);
        var toCaller = PassOnAsync(provider, caller, http.RequestAborted);
        try
        {
            await await Task.WhenAny(toProvider, toCaller);
            await Task.WhenAll(toProvider, toCaller);
        }
        catch (WebSocketException) when (caller.State == WebSocketState.Aborted)
        {
            // The caller has disconnected; the server may not have noticed it yet.
            http.Abort();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(Deployment deployment, LlmRequest request, HttpContext http)
    {
        var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        foreach (var (name, value) in ProviderClient.HeadersFor(deployment, request).Where(header => header.Name != "accept"))
        {
            socket.Options.SetRequestHeader(name, value);
        }

        foreach (var protocol in Subprotocols(http))
        {
            socket.Options.AddSubProtocol(protocol);
        }

        using var timeout = new TimeLimit(time, http.RequestAborted);
        var limit = request.TimeoutFor(deployment, configuration);
        timeout.Start(limit);
        var address = SessionAddress(deployment.EndpointFor(request));
        using var invoker = new HttpMessageInvoker(handlers.CreateHandler(ProviderClient.ClientFor(deployment)), disposeHandler: false);
        try
        {
            await socket.ConnectAsync(address, invoker, timeout.Token);
            return socket;
        }
        catch (OperationCanceledException exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"{deployment.Provider.Name} opened no session within {limit.TotalSeconds} s.", exception);
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode >= 300)
        {
            var (status, headers) = (socket.HttpStatusCode, socket.HttpResponseHeaders);
            socket.Dispose();
            throw new SessionRefusedException(
                $"{deployment.Provider.Name} refused the session with status {(int)status}.", status, headers ?? new Dictionary<string, IEnumerable<string>>());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // One of them may be the caller's key.
    private static IEnumerable<string> Subprotocols(HttpContext http) =>
        http.WebSockets.WebSocketRequestedProtocols.Where(protocol => !protocol.StartsWith(KeyRing.Subprotocol, StringComparison.Ordinal));

    // The path of a pass-through stays as the caller sent it, which UriBuilder would not keep: ws replaces http, and wss replaces https.
    private static Uri SessionAddress(Uri address) => new(
        Uri.UriSchemeWs + address.OriginalString[Uri.UriSchemeHttp.Length..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async Task PassOnAsync(WebSocket from, WebSocket to, CancellationToken cancellationToken)
    {
        var part = ArrayPool<byte>.Shared.Rent(PartSize);
        try
        {
            while (await from.ReceiveAsync(part.AsMemory(), cancellationToken) is { MessageType: not WebSocketMessageType.Close } received)
            {
                await to.SendAsync(part.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, cancellationToken);
            }

            // An answer to the gateway's own close message only repeats its status.
            if (from is ClientWebSocket { State: WebSocketState.CloseReceived })
            {
                LlmSpan.SetSessionClosed(from.CloseStatus, from.CloseStatusDescription);
            }

            if (to.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await to.CloseOutputAsync(StatusFrom(from), from.CloseStatusDescription, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    // RFC 6455 allows an endpoint to receive the status "no status", but not to send it.
    private static WebSocketCloseStatus StatusFrom(WebSocket socket) =>
        socket.CloseStatus is { } status and not WebSocketCloseStatus.Empty ? status : WebSocketCloseStatus.NormalClosure;
}

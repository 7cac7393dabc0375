using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Apis;

namespace TracedLlm.Taps;

/// <summary>A WebSocket session on a traced route. It taps the session's messages and records how the session ends.</summary>
internal sealed class TappedSession : IHttpWebSocketFeature
{
    private readonly IHttpWebSocketFeature _inner;
    private readonly IResponseDelivery _delivery;
    private readonly PayloadTap _payload;

    private TappedSession(IHttpWebSocketFeature inner, IResponseDelivery delivery, PayloadTap payload)
    {
        _inner = inner;
        _delivery = delivery;
        _payload = payload;
    }

    public bool IsWebSocketRequest => _inner.IsWebSocketRequest;

    /// <summary>Taps the session that the handler of <paramref name="context"/> may open.</summary>
    public static void Begin(HttpContext context, IResponseDelivery delivery, PayloadTap payload)
    {
        if (context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets)
        {
            context.Features.Set<IHttpWebSocketFeature>(new TappedSession(sockets, delivery, payload));
        }
    }

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
        new TappedWebSocket(await _inner.AcceptAsync(context), this, _payload);

    /// <summary>One side closes the session. Later events, such as a closed connection, do not count.</summary>
    /// <param name="status">The close status.</param>
    /// <param name="reason">The reason in the close message; <see langword="null"/> if there is none.</param>
    /// <param name="byGateway">Whether the gateway closes the session, and not the caller.</param>
    public void OnClose(WebSocketCloseStatus? status, string? reason, bool byGateway)
    {
        if (byGateway && !_delivery.IsCallerServed && ReportedError.FromClose(status, reason) is { } error)
        {
            _delivery.Fail(error);
        }

        _delivery.SetCallerServed(evenIfAborted: true);
    }

    /// <summary>The caller has sent a message, or a part of it.</summary>
    public void OnFrame() => _delivery.NoteFrame();

    /// <summary>The caller's connection broke without a close message.</summary>
    public void OnLost() => _delivery.SetCallerGone();
}

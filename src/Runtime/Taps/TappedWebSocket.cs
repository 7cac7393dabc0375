using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace TracedLlm.Taps;

/// <summary>The WebSocket that the gateway uses in a tapped session.</summary>
internal sealed class TappedWebSocket(WebSocket inner, TappedSession session, PayloadTap payload) : WebSocket
{
    private readonly MessageCollector _received = new(payload, fromCaller: true);
    private readonly MessageCollector _sent = new(payload, fromCaller: false);

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override string? SubProtocol => inner.SubProtocol;

    public override WebSocketState State => inner.State;

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var result = await inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            OnReceived(buffer.AsSpan(0, result.Count), result.MessageType, result.EndOfMessage);
            return result;
        }
        catch (WebSocketException exception) when (ReportLostConnection(exception))
        {
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var result = await inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            OnReceived(buffer.Span[..result.Count], result.MessageType, result.EndOfMessage);
            return result;
        }
        catch (WebSocketException exception) when (ReportLostConnection(exception))
        {
            throw;
        }
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _sent.Add(buffer, messageType, endOfMessage);
        return inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _sent.Add(buffer.Span, messageType, endOfMessage);
        return inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
    }

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        WebSocketMessageFlags messageFlags,
        CancellationToken cancellationToken)
    {
        _sent.Add(buffer.Span, messageType, messageFlags.HasFlag(WebSocketMessageFlags.EndOfMessage));
        return inner.SendAsync(buffer, messageType, messageFlags, cancellationToken);
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        session.OnClose(closeStatus, statusDescription, byGateway: true);
        return inner.CloseAsync(closeStatus, statusDescription, cancellationToken);
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        session.OnClose(closeStatus, statusDescription, byGateway: true);
        return inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);
    }

    public override void Abort() => inner.Abort();

    public override void Dispose() => inner.Dispose();

    private void OnReceived(ReadOnlySpan<byte> part, WebSocketMessageType type, bool endOfMessage)
    {
        if (type == WebSocketMessageType.Close)
        {
            session.OnClose(inner.CloseStatus, inner.CloseStatusDescription, byGateway: false);
        }
        else
        {
            session.OnFrame();
            _received.Add(part, type, endOfMessage);
        }
    }

    private bool ReportLostConnection(WebSocketException exception)
    {
        if (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            session.OnLost();
        }

        return false;
    }
}

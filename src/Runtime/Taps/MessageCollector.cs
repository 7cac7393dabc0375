using System.Net.WebSockets;
using TracedLlm.Apis;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>Joins the frames of the text messages of one direction, and passes the messages on. A message in one frame is not copied.</summary>
internal sealed class MessageCollector(PayloadTap payload, bool fromCaller)
{
    private PooledBytes _message;
    private FactReduction? _reduction;
    private bool _tooLong;

    public void Add(ReadOnlySpan<byte> part, WebSocketMessageType type, bool endOfMessage)
    {
        if (type != WebSocketMessageType.Text)
        {
            return;
        }

        if (!_tooLong && _message.Length + part.Length > EventSplitter.MaxEventLength)
        {
            _tooLong = true;
            (_reduction = new()).Append(_message.Span);
        }

        _reduction?.Append(part);
        if (!endOfMessage)
        {
            if (!_tooLong)
            {
                _message.Append(part);
            }

            return;
        }

        if (_tooLong)
        {
            payload.OnSkippedMessage();
            if (!fromCaller)
            {
                // A response with sound has its usage at its end.
                payload.OnLongMessage(SessionMessages.FromGateway, _reduction!.Finish());
            }
        }
        else if (_message.Length == 0)
        {
            Deliver(part);
        }
        else
        {
            _message.Append(part);
            Deliver(_message.Span);
        }

        // A session may last for hours, so that no memory is kept between messages.
        _message.Return();
        _reduction?.Release();
        _reduction = null;
        _tooLong = false;
    }

    private void Deliver(ReadOnlySpan<byte> message) =>
        payload.OnMessage(fromCaller ? SessionMessages.FromCaller : SessionMessages.FromGateway, message);
}

using TracedLlm.Apis;
using TracedLlm.Metrics;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Watches one response go by and gives it to its reader: a JSON body collected to its end, an event stream event by event.
/// It neither holds up nor changes what passes, and what goes wrong in it is counted and stays in it.
/// </summary>
/// <remarks>Safe for concurrent use: a request may end while one of its streams is still read.</remarks>
/// <param name="payload">The reader.</param>
/// <param name="delivery">The delivery to the caller who gets these bytes; <see langword="null"/> for those of a provider.</param>
internal sealed class PayloadTap(IResponsePayload payload, IResponseDelivery? delivery = null) : IEventSink
{
    /// <summary>The most bytes of a JSON body that are read: 4 MiB. Of a longer one the beginning is.</summary>
    public const int MaxBodyLength = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private PayloadKind _kind;
    private EventSplitter? _splitter;
    private PooledBytes _body;
    private UnreadReason _unread;
    private bool _firstByteOnly;
    private bool _detached;
    private bool _ended;

    /// <summary>Status of the response.</summary>
    public int StatusCode { get; private set; }

    /// <summary>The times of its events.</summary>
    public ChunkTimes Chunks { get; } = new();

    /// <summary>Why some or all of it was not read.</summary>
    public UnreadReason Unread => _splitter is { Skipped: > 0 } ? UnreadReason.TooLong : _unread;

    /// <summary><c>error.type</c> of the error that the response has reported so far, whatever its status.</summary>
    public string? ErrorType => payload.ErrorType;

    /// <summary>The response begins.</summary>
    /// <param name="contentType">Its <c>Content-Type</c>.</param>
    /// <param name="contentEncoding">Its <c>Content-Encoding</c>.</param>
    /// <param name="statusCode">Its status.</param>
    public void OnStart(string? contentType, string? contentEncoding, int statusCode)
    {
        lock (_gate)
        {
            StatusCode = statusCode;
            _kind = MediaTypes.KindOf(contentType);
            if (_kind != PayloadKind.None && MediaTypes.IsEncoded(contentEncoding))
            {
                _unread = UnreadReason.Encoded;
                _firstByteOnly = _kind == PayloadKind.Events;
                _kind = PayloadKind.None;
            }

            if (_kind == PayloadKind.Events)
            {
                _splitter = new EventSplitter(this);
            }
            else if (payload == NoResponsePayload.Instance)
            {
                _kind = PayloadKind.None;
            }
        }
    }

    /// <summary>The next bytes of the response.</summary>
    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_ended || bytes.IsEmpty)
            {
                return;
            }

            try
            {
                Read(bytes);
            }
            catch (Exception exception)
            {
                TraceCounters.PayloadFailed(exception);
                _kind = PayloadKind.None;
            }
        }
    }

    /// <summary>Bytes pass that cannot be seen.</summary>
    public void OnFile()
    {
        lock (_gate)
        {
            if (_kind != PayloadKind.None)
            {
                _unread = UnreadReason.SentAsFile;
            }
        }
    }

    /// <summary>A message of a session that has no body; see <see cref="SessionMessages"/>.</summary>
    public void OnMessage(ReadOnlySpan<byte> direction, ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                Deliver(direction, message);
            }
        }
    }

    /// <summary>A message of a session was too long to be read.</summary>
    public void OnSkippedMessage()
    {
        lock (_gate)
        {
            _unread = UnreadReason.TooLong;
            TraceCounters.EventsSkipped(1);
        }
    }

    /// <summary>The response has ended; only the first call counts.</summary>
    /// <param name="complete">Whether it came to its end.</param>
    public void OnEnd(bool complete)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            try
            {
                if (complete)
                {
                    _splitter?.Complete();
                }

                TraceCounters.EventsSkipped(_splitter?.Skipped ?? 0);
                DeliverEnd(complete);
            }
            catch (Exception exception)
            {
                TraceCounters.PayloadFailed(exception);
            }

            _ended = true;
            _body.Return();
            _splitter?.Release();
        }
    }

    void IEventSink.OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (delivery is not null && TerminalEvents.Contain(name, data))
        {
            delivery.SetCallerServed();
        }

        Chunks.OnChunk();
        Deliver(name, data);
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        switch (_kind)
        {
            case PayloadKind.Events:
                _splitter!.Push(bytes);
                break;
            case PayloadKind.Json:
                Collect(bytes);
                break;
            default:
                if (_firstByteOnly)
                {
                    _firstByteOnly = false;
                    Chunks.OnChunk();
                }

                break;
        }
    }

    private void Deliver(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (_detached)
        {
            return;
        }

        try
        {
            payload.OnEvent(name, data);
        }
        catch (Exception exception)
        {
            TraceCounters.PayloadFailed(exception);
            _detached = true;
        }
    }

    private void DeliverEnd(bool complete)
    {
        if (_detached)
        {
            return;
        }

        if (_body.Length > 0)
        {
            payload.OnJson(_body.Memory);
        }

        payload.OnEnd(new PayloadEnd(complete, StatusCode, Unread, Chunks));
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBodyLength - _body.Length)
        {
            bytes = bytes[..(MaxBodyLength - _body.Length)];
            _unread = UnreadReason.TooLong;
        }

        _body.Append(bytes);
    }
}

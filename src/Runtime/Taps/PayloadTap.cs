using System.Buffers;
using TracedLlm.Apis;
using TracedLlm.Metrics;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Gives a response that passes to its reader: a JSON body as a whole at its end, an event stream event by event. The tap does not
/// delay or change the response. It counts its own exceptions and keeps them from the request.
/// </summary>
/// <remarks>Safe for concurrent use: a request may end while other code still reads one of its streams.</remarks>
/// <param name="payload">The reader.</param>
/// <param name="delivery">The delivery to the caller, for the gateway's own response; <see langword="null"/> for a provider's response.</param>
internal sealed class PayloadTap(IResponsePayload payload, IResponseDelivery? delivery = null) : IEventSink
{
    /// <summary>
    /// The most bytes of a JSON body whose content is read: 4 MiB. Of a longer body only the beginning is read, and the facts of all.
    /// </summary>
    public const int MaxBodyLength = 4 * 1024 * 1024;

    // The most bytes of a body or an event that are kept for facts alone. A longer one is reduced to its facts as it passes.
    private const int MaxFactsLength = 64 * 1024;

    // The most bytes of the body of an error that are read: 64 KiB. Bounds the memory of a page that a proxy sends as an error.
    private const int MaxErrorLength = 64 * 1024;

    // White space, and the bytes of a byte order mark.
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n\uFEFF"u8);

    // The object itself is the lock, because every request has two. It guards what has been read of the response, and serialises the calls of
    // the reader.
    private PayloadKind _kind;
    private IStreamSplitter? _splitter;
    private PooledBytes _body;
    private FactReduction? _reduction;
    private UnreadReason _unread;
    private bool _firstByteOnly;
    private bool _hasBody;
    private bool _hasTextType;
    private bool _detached;
    private bool _ended;
    private ReportedError? _error;

    /// <summary>The response's status.</summary>
    public int StatusCode { get; private set; }

    /// <summary>The times of the response's events; <see langword="null"/> before the first one, unless <see cref="WatchChunks"/> was called.</summary>
    public ChunkTimes? Chunks { get; private set; }

    /// <summary>The reason why some or all of the response was not read.</summary>
    public UnreadReason Unread => SkippedEvents > 0 ? UnreadReason.TooLong : _unread;

    /// <summary>
    /// The error that the response has reported so far, with any status. The error of a response whose status is 400 or more is
    /// known at its end.
    /// </summary>
    public ReportedError? Error => _error ?? payload.Error;

    /// <summary>Whether the stream has sent its last event.</summary>
    public bool IsComplete
    {
        get
        {
            lock (this)
            {
                return payload.IsComplete;
            }
        }
    }

    // Without content nothing of a long event is missing.
    private int SkippedEvents => _splitter is not null && payload.KeepsContent ? _splitter.Skipped : 0;

    /// <summary>The times of the response's events from now on. Most responses have none, so that they are created with the first one.</summary>
    public ChunkTimes WatchChunks() => Chunks ??= new();

    /// <summary>The response begins.</summary>
    /// <param name="contentType">Its <c>Content-Type</c>.</param>
    /// <param name="contentEncoding">Its <c>Content-Encoding</c>.</param>
    /// <param name="statusCode">Its status.</param>
    public void OnStart(string? contentType, string? contentEncoding, int statusCode)
    {
        lock (this)
        {
            StatusCode = statusCode;
            _kind = MediaTypes.KindOf(contentType);
            _hasTextType = MediaTypes.IsTextType(contentType);
            if ((_kind != PayloadKind.None || payload.AnswersInJson) && MediaTypes.IsEncoded(contentEncoding))
            {
                _unread = UnreadReason.Encoded;
                _firstByteOnly = _kind != PayloadKind.Json;
                _kind = PayloadKind.None;
            }

            // Without a reader nobody needs the events of an error, and its text is read in any form.
            if (statusCode >= 400 && (_kind is not (PayloadKind.Events or PayloadKind.Lines or PayloadKind.Frames) || payload == NoResponsePayload.Instance) && !MediaTypes.IsEncoded(contentEncoding))
            {
                _kind = PayloadKind.Error;
            }
        }
    }

    /// <summary>The headers of the response have counts.</summary>
    public void OnCounts(in TokenUsage counts)
    {
        lock (this)
        {
            payload.OnCounts(counts);
        }
    }

    /// <summary>The next bytes of the response pass.</summary>
    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        lock (this)
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

    /// <summary>The gateway sends a file, whose bytes do not pass the tap.</summary>
    public void OnFile()
    {
        lock (this)
        {
            _hasBody = true;
            if (_kind != PayloadKind.None)
            {
                _unread = UnreadReason.SentAsFile;
            }
        }
    }

    /// <summary>A message of a WebSocket session passes; see <see cref="SessionMessages"/>.</summary>
    public void OnMessage(ReadOnlySpan<byte> direction, ReadOnlySpan<byte> message)
    {
        lock (this)
        {
            if (!_ended)
            {
                Deliver(direction, message);
            }
        }
    }

    /// <summary>The content of a message of a session was too long to be read.</summary>
    public void OnSkippedMessage()
    {
        lock (this)
        {
            if (!payload.KeepsContent)
            {
                // Without content nothing of a long message is missing.
                return;
            }

            _unread = UnreadReason.TooLong;
            TraceCounters.EventsSkipped(1);
        }
    }

    /// <summary>The response has ended. Only the first call has an effect.</summary>
    /// <param name="complete">Whether the response reached its end.</param>
    public void OnEnd(bool complete)
    {
        lock (this)
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

                if (_kind == PayloadKind.Error)
                {
                    ReadError();
                }

                TraceCounters.EventsSkipped(SkippedEvents);
                DeliverEnd(complete);
            }
            catch (Exception exception)
            {
                TraceCounters.PayloadFailed(exception);
            }

            _ended = true;
            _body.Return();
            _splitter?.Release();
            _reduction?.Release();
        }
    }

    /// <summary>A long message of a session passed; <paramref name="facts"/> is what is kept of it.</summary>
    public void OnLongMessage(ReadOnlySpan<byte> direction, ReadOnlyMemory<byte> facts)
    {
        lock (this)
        {
            if (!_ended)
            {
                Deliver(direction, facts);
            }
        }
    }

    void IEventSink.OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
        if (delivery is not null && TerminalEvents.Read(name, facts.Span) != StreamSignal.None)
        {
            delivery.SetCallerServed();
        }

        WatchChunks().OnChunk();
        Deliver(name, facts);
        NoteEnd();
    }

    void IEventSink.OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (delivery is not null && TerminalEvents.Read(name, data) != StreamSignal.None)
        {
            delivery.SetCallerServed();
        }

        WatchChunks().OnChunk();
        Deliver(name, data);
        NoteEnd();
    }

    private void NoteEnd()
    {
        if (delivery is not null && (payload.IsComplete || payload.Error is not null))
        {
            // An event that its reader understands and the table does not, such as one with spaces in its JSON.
            delivery.SetCallerServed();
        }
    }

    // Servers call an event stream JSON, and the other way round, or send no type: the first byte decides.
    private void Begin(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOfAnyExcept(Blank);
        if (start < 0)
        {
            return;
        }

        _hasBody = true;
        if (_unread == UnreadReason.None && (_kind is PayloadKind.Json or PayloadKind.Events || (_kind == PayloadKind.None && payload.AnswersInJson)))
        {
            _kind = MediaTypes.KindOf(bytes[start..], _kind);
        }

        _splitter = _kind switch
        {
            PayloadKind.Events => new EventSplitter(this, payload.KeepsContent ? EventSplitter.MaxEventLength : MaxFactsLength),
            PayloadKind.Lines => new LineSplitter(this, payload.KeepsContent ? EventSplitter.MaxEventLength : MaxFactsLength),
            PayloadKind.Frames => new FrameSplitter(this, payload.KeepsContent ? EventSplitter.MaxEventLength : MaxFactsLength),
            _ => null,
        };
        if (_splitter is not null)
        {
            _body.Clear();
        }
        else if (_kind == PayloadKind.Json && payload == NoResponsePayload.Instance)
        {
            _kind = PayloadKind.None;
        }
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        if (!_hasBody)
        {
            Begin(bytes);
        }

        switch (_kind)
        {
            case PayloadKind.Events or PayloadKind.Lines or PayloadKind.Frames:
                _splitter?.Push(bytes);
                break;
            case PayloadKind.Json:
                Collect(bytes);
                break;
            case PayloadKind.Error:
                _body.Append(bytes[..Math.Min(bytes.Length, MaxErrorLength - _body.Length)]);
                break;
            default:
                if (_firstByteOnly)
                {
                    _firstByteOnly = false;
                    WatchChunks().OnChunk();
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

    private void Deliver(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
        if (_detached)
        {
            return;
        }

        try
        {
            payload.OnLongEvent(name, facts);
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

        if (_body.Length > 0 && _kind != PayloadKind.Error)
        {
            payload.OnJson(_body.Memory);
        }

        if (_reduction is not null)
        {
            payload.OnLongJson(_reduction.Finish());
        }

        payload.OnEnd(new PayloadEnd(complete, StatusCode, Unread, _hasBody, Chunks) { HasTextType = _hasTextType });
    }

    private void ReadError()
    {
        _error = ErrorBody.Read(_body.Memory);
        if (_error is not null)
        {
            delivery?.SetError(_error);
        }
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        if (_reduction is null)
        {
            var room = (payload.KeepsContent ? MaxBodyLength : MaxFactsLength) - _body.Length;
            if (bytes.Length <= room)
            {
                _body.Append(bytes);
                return;
            }

            _reduction = new FactReduction(payload.OnLongJson);
            _reduction.Append(_body.Span);
            if (payload.KeepsContent)
            {
                _unread = UnreadReason.TooLong;
                _body.Append(bytes[..room]);
            }
            else
            {
                _body.Return();
            }
        }

        _reduction.Append(bytes);
    }
}

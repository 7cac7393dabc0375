using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace TracedLlm.Lookahead;

/// <summary>
/// Replays a request's body from its start: first the bytes that the lookahead has read, then the rest as it arrives, or the
/// exception of the lookahead. When the handler has consumed the bytes of the lookahead, the server's own reader takes over.
/// </summary>
internal sealed class ReplayPipeReader(LookaheadBuffer head, PipeReader rest) : PipeReader
{
    private ExceptionDispatchInfo? _error;
    private ReplayedBodySize? _size;
    private long _declaredLength;
    private WatchedBody? _watched;
    private ReadOnlySequence<byte> _given;
    private long _kept;
    private Reading _reading;
    private int _length;
    private int _consumed;
    private int _examined;
    private int _cancelled;
    private bool _retained;
    private bool _extending;
    private bool _complete;
    private bool _closed;

    private enum Reading
    {
        None,
        Head,
        Rest,
    }

    /// <summary>Whether the handler has consumed all bytes of the lookahead, and the server's reader has more.</summary>
    private bool IsAtRest => _consumed == _length && !_complete && _error is null;

    /// <summary>Is called when a read of the handler fails.</summary>
    public IBodyObserver? Observer { get; set; }

    /// <summary>Starts the replay, after the lookahead.</summary>
    /// <param name="complete">Whether the lookahead read the whole body.</param>
    /// <param name="error">The exception with which reading fails behind those bytes.</param>
    /// <param name="size">The limit that the handler may set; <see langword="null"/> on a server without limits.</param>
    /// <param name="declaredLength">The <c>Content-Length</c>; 0 if the request has none.</param>
    /// <param name="watched">Keeps the bytes that the handler reads; <see langword="null"/> if they need not be kept.</param>
    public void Start(bool complete, Exception? error, ReplayedBodySize? size = null, long declaredLength = 0, WatchedBody? watched = null)
    {
        _size = size;
        _watched = watched;
        _declaredLength = declaredLength;
        _length = head.Length;
        _complete = complete;
        _error = error is null ? null : ExceptionDispatchInfo.Capture(error);
    }

    public override bool TryRead(out ReadResult result)
    {
        CheckReadable();
        if (TryReadHead(out result))
        {
            return true;
        }

        if (!rest.TryRead(out result))
        {
            return false;
        }

        if (IsAtRest)
        {
            _reading = Reading.Rest;
            Keep(result);
        }
        else
        {
            result = Extend(result);
        }

        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        CheckReadable();
        if (TryReadHead(out var result))
        {
            return new(result);
        }

        if (!IsAtRest)
        {
            return ExtendAsync(cancellationToken);
        }

        var read = rest.ReadAsync(cancellationToken);
        _reading = Reading.Rest;
        if (_watched is null)
        {
            return read.IsCompletedSuccessfully ? read : RestAsync(read);
        }

        if (!read.IsCompletedSuccessfully)
        {
            return RestAsync(read);
        }

        result = read.Result;
        Keep(result);
        return new(result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var reading = _reading;
        _reading = Reading.None;
        switch (reading)
        {
            case Reading.Rest:
                if (_watched is not null)
                {
                    _kept -= _given.Slice(_given.Start, consumed).Length;
                    _given = default;
                }

                rest.AdvanceTo(consumed, examined);
                break;
            case Reading.Head:
                try
                {
                    var before = _consumed;
                    _consumed = before + (int)_given.Slice(_given.Start, consumed).Length;
                    _examined = before + (int)_given.Slice(_given.Start, examined).Length;
                }
                finally
                {
                    ReleaseGiven();
                }

                ReleaseHeadIfUnneeded();
                break;
            default:
                throw new InvalidOperationException("No reading operation to complete.");
        }
    }

    public override void CancelPendingRead()
    {
        if (_extending || IsAtRest)
        {
            rest.CancelPendingRead();
        }
        else
        {
            Volatile.Write(ref _cancelled, 1);
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (_reading == Reading.Head)
        {
            _reading = Reading.None;
            ReleaseGiven();
        }

        rest.Complete(exception);
    }

    private void CheckReadable()
    {
        if (_closed)
        {
            throw new InvalidOperationException("Reading is not allowed after reader was completed.");
        }

        if (_reading != Reading.None || _extending)
        {
            throw new InvalidOperationException("Reading is already in progress.");
        }

        _size?.Check(Math.Max(_declaredLength, _length));
    }

    private bool TryReadHead(out ReadResult result)
    {
        var cancelled = Interlocked.Exchange(ref _cancelled, 0) == 1;
        if (cancelled || _complete || _examined < _length)
        {
            result = CreateHeadResult(cancelled);
            return true;
        }

        if (_error is not null)
        {
            OnBroken(_error.SourceException);
            _error.Throw();
        }

        result = default;
        return false;
    }

    private ReadResult CreateHeadResult(bool cancelled)
    {
        if (IsAtRest)
        {
            // A cancelled read: the memory of the lookahead may have been returned already.
            _given = ReadOnlySequence<byte>.Empty;
        }
        else
        {
            // After the end of the request the memory may contain the bytes of another request.
            ObjectDisposedException.ThrowIf(!head.TryRetain(), typeof(ReplayStream));
            _retained = true;
            _given = new(head.Memory[_consumed..]);
        }

        _reading = Reading.Head;
        return new(_given, cancelled, _complete);
    }

    private void ReleaseGiven()
    {
        _given = default;
        if (_retained)
        {
            _retained = false;
            head.Release();
        }
    }

    /// <summary>Returns the memory of the lookahead when the handler has consumed its bytes and nothing else reads them.</summary>
    private void ReleaseHeadIfUnneeded()
    {
        if (IsAtRest && _watched is null)
        {
            head.End();
        }
    }

    // The handler has examined all bytes of the lookahead without consuming them, and wants more.
    private ReadResult Extend(in ReadResult more)
    {
        // A watched body keeps all of its bytes, so that its document begins at its start.
        var dropped = _watched is null ? _consumed : 0;
        var isAllowed = head.Append(more.Buffer, dropped);
        rest.AdvanceTo(more.Buffer.End);
        _examined -= dropped;
        _consumed -= dropped;
        _length = head.Length;
        _complete = more.IsCompleted;
        _watched?.OnAppended(more.IsCompleted, isAllowed);
        _watched = _watched is { HasEnded: true } ? null : _watched;
        return CreateHeadResult(more.IsCanceled);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ExtendAsync(CancellationToken cancellationToken)
    {
        _extending = true;
        try
        {
            return Extend(await rest.ReadAsync(cancellationToken));
        }
        catch (Exception exception)
        {
            OnBroken(exception);
            throw;
        }
        finally
        {
            _extending = false;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> RestAsync(ValueTask<ReadResult> read)
    {
        try
        {
            var result = await read;
            Keep(result);
            return result;
        }
        catch (Exception exception)
        {
            _reading = Reading.None;
            OnBroken(exception);
            throw;
        }
    }

    /// <summary>Gives the bytes that the handler reads for the first time to the watched body.</summary>
    private void Keep(in ReadResult result)
    {
        if (_watched is null)
        {
            return;
        }

        _given = result.Buffer;
        _watched.Append(_given.Slice(_kept), result.IsCompleted);
        _kept = _given.Length;
        if (_watched.HasEnded)
        {
            // The handler has consumed the bytes of the lookahead, and no one else reads them.
            (_watched, _given) = (null, default);
            head.End();
        }
    }

    private void OnBroken(Exception exception)
    {
        // The handler can repeat a cancelled read.
        if (exception is not OperationCanceledException)
        {
            _watched?.EndBrokenOff();
            Observer?.OnBodyBroken(exception);
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace TracedLlm.Lookahead;

/// <summary>
/// The body of a request from its start: what looking ahead has read, then the rest as it comes, or the error that looking
/// ahead met. Once what was read is consumed, the server's own reader takes over.
/// </summary>
internal sealed class ReplayPipeReader(LookaheadBuffer head, PipeReader rest) : PipeReader
{
    private ExceptionDispatchInfo? _error;
    private ReplayedBodySize? _size;
    private long _declaredLength;
    private LateBody? _late;
    private ReadOnlySequence<byte> _given;
    private long _kept;
    private Reading _reading;
    private int _length;
    private int _consumed;
    private int _examined;
    private int _cancelled;
    private bool _extending;
    private bool _complete;
    private bool _closed;

    private enum Reading
    {
        None,
        Head,
        Rest,
    }

    /// <summary>Whether everything read ahead has been consumed and there is more, which the server's reader has.</summary>
    private bool IsAtRest => _consumed == _length && !_complete && _error is null;

    /// <summary>Looking ahead is over: what it has read is replayed.</summary>
    /// <param name="complete">Whether that is the whole body.</param>
    /// <param name="error">What reading fails with after it.</param>
    /// <param name="size">What the handler may limit; <see langword="null"/> on a server without limits.</param>
    /// <param name="declaredLength">The <c>Content-Length</c>; 0 if there is none.</param>
    /// <param name="late">Who keeps what is read after it; <see langword="null"/> if nobody does.</param>
    public void Start(bool complete, Exception? error, ReplayedBodySize? size = null, long declaredLength = 0, LateBody? late = null)
    {
        _size = size;
        _late = late;
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
        if (_late is null)
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
                if (_late is not null)
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
                    _given = default;
                    head.Release();
                }

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
            _given = default;
            head.Release();
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
            result = Give(cancelled);
            return true;
        }

        if (_error is not null)
        {
            _late?.BreakOff();
            _error.Throw();
        }

        result = default;
        return false;
    }

    private ReadResult Give(bool cancelled)
    {
        // Nobody reads what may be another request's bytes by now.
        ObjectDisposedException.ThrowIf(!head.TryHold(), typeof(ReplayStream));
        _reading = Reading.Head;
        _given = new(head.Memory[_consumed..]);
        return new(_given, cancelled, _complete);
    }

    // The handler has examined all that was read ahead and wants more without having consumed it.
    private ReadResult Extend(in ReadResult more)
    {
        // What is kept until it is learnt from is kept from the start.
        var dropped = _late is null ? _consumed : 0;
        head.Append(more.Buffer, dropped);
        rest.AdvanceTo(more.Buffer.End);
        _examined -= dropped;
        _consumed -= dropped;
        _length = head.Length;
        _complete = more.IsCompleted;
        _late?.Kept(more.IsCompleted);
        _late = _late is { IsOver: true } ? null : _late;
        return Give(more.IsCanceled);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ExtendAsync(CancellationToken cancellationToken)
    {
        _extending = true;
        try
        {
            return Extend(await rest.ReadAsync(cancellationToken));
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            _late?.BreakOff();
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
            if (IsBreak(exception))
            {
                _late?.BreakOff();
            }

            throw;
        }
    }

    /// <summary>Of what the handler is given of the rest, keeps what it has not been given before.</summary>
    private void Keep(in ReadResult result)
    {
        if (_late is null)
        {
            return;
        }

        _given = result.Buffer;
        _late.Keep(_given.Slice(_kept), result.IsCompleted);
        _kept = _given.Length;
        if (_late.IsOver)
        {
            // Nobody comes back to what was read ahead.
            (_late, _given) = (null, default);
            head.End();
        }
    }

    // A cancelled read can be tried again.
    private static bool IsBreak(Exception exception) => exception is not OperationCanceledException;
}

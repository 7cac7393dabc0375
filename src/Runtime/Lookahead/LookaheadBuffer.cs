using System.Buffers;

namespace TracedLlm.Lookahead;

/// <summary>
/// Bytes of one request, contiguous, in an array of the pool. It goes back once, when the request has ended and nobody holds
/// it any more; what the budget was charged is given back when the request ends, whoever still holds.
/// </summary>
internal sealed class LookaheadBuffer(ArrayPool<byte> pool, LookaheadBudget budget)
{
    private readonly Lock _gate = new();
    private byte[]? _bytes;
    private int _charged;

    // The request's own hold is the first.
    private int _holds = 1;
    private bool _ended;

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; only for one who holds the buffer.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The room behind the bytes, until the buffer is shared.</summary>
    public Span<byte> Free => _bytes.AsSpan(Length);

    /// <summary>Makes room for <paramref name="capacity"/> bytes in all; <see langword="false"/> if the budget has none left.</summary>
    public bool TryReserve(int capacity)
    {
        if (_bytes is not null && capacity <= _bytes.Length)
        {
            return true;
        }

        // Charged for what the pool gives, which is more than was asked for.
        var bytes = pool.Rent(capacity);
        if (!budget.TryTake(bytes.Length))
        {
            pool.Return(bytes);
            return false;
        }

        var former = _charged;
        _charged = bytes.Length;
        Replace(bytes);
        budget.GiveBack(former);
        return true;
    }

    /// <summary>Adds bytes that were written to <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Appends bytes. What was not reserved is beyond the budget: a handler asks for it.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="consumed">How many of the bytes so far are no longer wanted.</param>
    /// <exception cref="ObjectDisposedException">The request has ended.</exception>
    public void Append(in ReadOnlySequence<byte> bytes, int consumed = 0)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(RequestBody));
            if (consumed > 0)
            {
                _bytes.AsSpan(consumed, Length - consumed).CopyTo(_bytes);
                Length -= consumed;
            }

            var length = checked(Length + (int)bytes.Length);
            if (length > (_bytes?.Length ?? 0))
            {
                Replace(pool.Rent((int)Math.Min(Math.Max(length, Length * 2L), Array.MaxLength)));
            }

            bytes.CopyTo(_bytes.AsSpan(Length));
            Length = length;
        }
    }

    /// <summary>Appends bytes within the budget; <see langword="false"/> if it has no room left, or the request has ended.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="capacity">How much to make room for in all, where there has to be more room.</param>
    public bool TryAppend(in ReadOnlySequence<byte> bytes, int capacity)
    {
        lock (_gate)
        {
            var length = checked(Length + (int)bytes.Length);
            if (_ended || (length > (_bytes?.Length ?? 0) && !TryReserve(Math.Max(length, capacity))))
            {
                return false;
            }

            bytes.CopyTo(Free);
            Length = length;
            return true;
        }
    }

    /// <summary>Keeps the bytes until <see cref="Release"/>; <see langword="false"/> if the request has ended.</summary>
    public bool TryHold()
    {
        lock (_gate)
        {
            _holds += _ended ? 0 : 1;
            return !_ended;
        }
    }

    public void Release()
    {
        byte[]? last = null;
        lock (_gate)
        {
            if (--_holds == 0)
            {
                (last, _bytes, Length) = (_bytes, null, 0);
            }
        }

        if (last is not null)
        {
            pool.Return(last);
        }
    }

    /// <summary>The request has ended; only the first time counts.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        budget.GiveBack(_charged);
        Release();
    }

    private void Replace(byte[] bytes)
    {
        if (_bytes is { } former)
        {
            former.AsSpan(0, Length).CopyTo(bytes);
            pool.Return(former);
        }

        _bytes = bytes;
    }
}

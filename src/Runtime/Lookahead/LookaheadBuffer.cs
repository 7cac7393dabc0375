using System.Buffers;

namespace TracedLlm.Lookahead;

/// <summary>
/// The bytes of one request in one pooled array. The array returns to the pool when the request has ended and the last reference
/// is released. The budget gets its bytes back when the request ends, even if references remain.
/// </summary>
/// <param name="pool">Where the array comes from.</param>
/// <param name="budget">The budget of all requests.</param>
/// <param name="caller">The caller of the request.</param>
/// <param name="isLarge">Whether the body is known to be large before it has arrived.</param>
internal sealed class LookaheadBuffer(ArrayPool<byte> pool, LookaheadBudget budget, LookaheadCaller caller, bool isLarge)
{
    // The object itself is the lock, because every request has one. It guards the array, its length, _references and _ended: a reader may
    // retain the buffer while the request ends.
    private byte[]? _bytes;
    private LookaheadCharge _charge;

    // The request has the first reference.
    private int _references = 1;
    private bool _ended;

    /// <summary>The caller of the request.</summary>
    public LookaheadCaller Caller => caller;

    /// <summary>Why the budget did not allow the last bytes, one of <see cref="RequestUnread"/>.</summary>
    public string Refusal { get; private set; } = RequestUnread.NoMemory;

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes. Only a caller with a reference may read them.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The room behind the bytes. Only the lookahead writes to it, before any other code gets the buffer.</summary>
    public Span<byte> Free => _bytes.AsSpan(Length);

    /// <summary>Makes room for <paramref name="capacity"/> bytes in total.</summary>
    /// <returns><see langword="false"/> if the budget does not allow that many.</returns>
    public bool TryReserve(int capacity)
    {
        if (_bytes is not null && capacity <= _bytes.Length)
        {
            return true;
        }

        // The budget counts the length of the array, which may exceed the requested capacity.
        var bytes = pool.Rent(capacity);
        var charge = new LookaheadCharge(bytes.Length, isLarge || capacity > LookaheadBudget.SmallBody, _charge.IsLate);
        if (budget.TryTake(charge, _charge, caller) is { } refusal)
        {
            Refusal = refusal;
            pool.Return(bytes);
            return false;
        }

        Replace(bytes, charge);
        return true;
    }

    /// <summary>Counts the bytes as those of a body that is read together with its handler, from now on.</summary>
    /// <returns><see langword="false"/> if the budget does not allow that many.</returns>
    public bool TryBecomeLate()
    {
        lock (this)
        {
            if (_ended)
            {
                return false;
            }

            if (_charge.Bytes > 0 && budget.TryMakeLate(_charge.Bytes, caller) is { } refusal)
            {
                Refusal = refusal;
                return false;
            }

            _charge = _charge with { IsLate = true };
            return true;
        }
    }

    /// <summary>Adds bytes that the caller wrote to <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Appends bytes, whatever the budget is, because the handler needs them.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="consumed">How many bytes at the start of the buffer are no longer needed.</param>
    /// <returns>Whether the budget allows the bytes.</returns>
    /// <exception cref="ObjectDisposedException">The request has ended.</exception>
    public bool Append(in ReadOnlySequence<byte> bytes, int consumed = 0)
    {
        lock (this)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(RequestBody));
            if (consumed > 0)
            {
                _bytes.AsSpan(consumed, Length - consumed).CopyTo(_bytes);
                Length -= consumed;
            }

            var length = checked(Length + (int)bytes.Length);
            var isAllowed = length <= (_bytes?.Length ?? 0) || Grow((int)Math.Min(Math.Max(length, Length * 2L), Array.MaxLength));
            bytes.CopyTo(_bytes.AsSpan(Length));
            Length = length;
            return isAllowed;
        }
    }

    /// <summary>Appends bytes within the budget.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="capacity">The total capacity to reserve if the bytes do not fit.</param>
    /// <returns><see langword="false"/> if the budget does not allow the bytes, or the request has ended.</returns>
    public bool TryAppend(in ReadOnlySequence<byte> bytes, int capacity)
    {
        lock (this)
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

    /// <summary>Adds a reference, which keeps the bytes until <see cref="Release"/>.</summary>
    /// <returns><see langword="false"/> if the request has ended.</returns>
    public bool TryRetain()
    {
        lock (this)
        {
            _references += _ended ? 0 : 1;
            return !_ended;
        }
    }

    public void Release()
    {
        byte[]? last = null;
        lock (this)
        {
            if (--_references == 0)
            {
                (last, _bytes, Length) = (_bytes, null, 0);
            }
        }

        if (last is not null)
        {
            pool.Return(last);
        }
    }

    /// <summary>Ends the request's own reference. Only the first call has an effect.</summary>
    public void End()
    {
        lock (this)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        budget.Return(_charge, caller);
        Release();
    }

    /// <returns>Whether the budget allows the memory. What a handler needs never takes the part of small bodies.</returns>
    private bool Grow(int capacity)
    {
        var bytes = pool.Rent(capacity);
        var charge = new LookaheadCharge(bytes.Length, IsLarge: true, _charge.IsLate);
        var refusal = budget.TryTake(charge, _charge, caller);
        if (refusal is not null)
        {
            Refusal = refusal;
            budget.Take(charge, caller);
        }

        Replace(bytes, charge);
        return refusal is null;
    }

    private void Replace(byte[] bytes, in LookaheadCharge charge)
    {
        if (_bytes is { } former)
        {
            former.AsSpan(0, Length).CopyTo(bytes);
            pool.Return(former);
            budget.Return(_charge, caller);
        }

        (_bytes, _charge) = (bytes, charge);
    }
}

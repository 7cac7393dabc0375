namespace TracedLlm.Lookahead;

/// <summary>
/// The limit of the bytes that the lookaheads of all requests hold together. Large bodies cannot take the part that is for small
/// ones, and bodies that are read together with their handler cannot take all of the rest.
/// </summary>
internal sealed class LookaheadBudget(long limit)
{
    /// <summary>The most bytes of a small body. Requests with text alone rarely have more.</summary>
    public const int SmallBody = 64 * 1024;

    // Small bodies may use the part of the large ones too, but not vice versa.
    private readonly long _smallShare = limit / 4;
    private readonly long _lateShare = limit / 4;

    private readonly LookaheadShares _smallShares = new();
    private readonly LookaheadShares _largeShares = new();

    // Late memory is counted here too, because its part is smaller than what a caller may hold of the rest.
    private readonly LookaheadShares _lateShares = new();
    private long _small;
    private long _large;
    private long _late;

    /// <summary>The keys whose memory counts for themselves alone.</summary>
    public AcceptedKeys Accepted { get; } = new();

    /// <summary>How many bytes are in use now.</summary>
    public long InUse => Interlocked.Read(ref _small) + Interlocked.Read(ref _large);

    /// <summary>Takes memory for a request.</summary>
    /// <param name="wanted">The memory.</param>
    /// <param name="former">The memory that the request returns when it has copied its bytes.</param>
    /// <param name="caller">The caller of the request.</param>
    /// <returns>The reason of a refusal, one of <see cref="RequestUnread"/>; <see langword="null"/> if the memory was taken.</returns>
    public string? TryTake(in LookaheadCharge wanted, in LookaheadCharge former, in LookaheadCaller caller)
    {
        Count(wanted, wanted.Bytes);
        var free = FreeFor(wanted);
        var refused = free < 0 || !IsLateWithin(wanted, former) ? RequestUnread.NoMemory
            : !TryTakeShares(wanted, former, caller, free + wanted.Bytes) ? RequestUnread.CallerMemory
            : null;
        if (refused is not null)
        {
            Count(wanted, -wanted.Bytes);
        }

        return refused;
    }

    /// <summary>Counts memory that a handler needs, whatever the limit is.</summary>
    public void Take(in LookaheadCharge needed, in LookaheadCaller caller)
    {
        Count(needed, needed.Bytes);
        TakeShares(needed, caller, needed.Bytes);
    }

    /// <summary>Counts memory that a request has as late.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="caller">The caller of the request.</param>
    /// <returns>The reason of a refusal, one of <see cref="RequestUnread"/>; <see langword="null"/> if the memory counts as late.</returns>
    public string? TryMakeLate(int bytes, in LookaheadCaller caller)
    {
        var late = Interlocked.Add(ref _late, bytes);
        var refused = late != bytes && late > _lateShare ? RequestUnread.NoMemory
            : !_lateShares.TryTake(caller, bytes, own: 0, _lateShare - late + bytes) ? RequestUnread.CallerMemory
            : null;
        if (refused is not null)
        {
            Interlocked.Add(ref _late, -bytes);
        }

        return refused;
    }

    public void Return(in LookaheadCharge charge, in LookaheadCaller caller)
    {
        Count(charge, -charge.Bytes);
        TakeShares(charge, caller, -charge.Bytes);
    }

    private bool TryTakeShares(in LookaheadCharge wanted, in LookaheadCharge former, in LookaheadCaller caller, long free)
    {
        var shares = SharesOf(wanted);
        if (!shares.TryTake(caller, wanted.Bytes, former.IsLarge == wanted.IsLarge ? former.Bytes : 0, free))
        {
            return false;
        }

        var freeLate = _lateShare - Interlocked.Read(ref _late) + wanted.Bytes;
        if (!wanted.IsLate || _lateShares.TryTake(caller, wanted.Bytes, former.IsLate ? former.Bytes : 0, freeLate))
        {
            return true;
        }

        shares.Take(caller, -wanted.Bytes);
        return false;
    }

    private void TakeShares(in LookaheadCharge charge, in LookaheadCaller caller, int bytes)
    {
        SharesOf(charge).Take(caller, bytes);
        if (charge.IsLate)
        {
            _lateShares.Take(caller, bytes);
        }
    }

    private LookaheadShares SharesOf(in LookaheadCharge charge) => charge.IsLarge ? _largeShares : _smallShares;

    private void Count(in LookaheadCharge charge, int bytes)
    {
        Interlocked.Add(ref charge.IsLarge ? ref _large : ref _small, bytes);
        if (charge.IsLate)
        {
            Interlocked.Add(ref _late, bytes);
        }
    }

    /// <summary>How many bytes are free for bodies of the same size; less than 0 if more are in use than there are.</summary>
    private long FreeFor(in LookaheadCharge charge)
    {
        var small = Interlocked.Read(ref _small);
        var large = Interlocked.Read(ref _large);

        // Handlers can hold more large memory than there is. Small bodies keep their part.
        return charge.IsLarge ? limit - large - Math.Max(small, _smallShare) : limit - small - Math.Min(large, limit - _smallShare);
    }

    private bool IsLateWithin(in LookaheadCharge wanted, in LookaheadCharge former)
    {
        if (!wanted.IsLate)
        {
            return true;
        }

        var late = Interlocked.Read(ref _late) - (former.IsLate ? former.Bytes : 0);
        return late == wanted.Bytes || late <= _lateShare;
    }
}

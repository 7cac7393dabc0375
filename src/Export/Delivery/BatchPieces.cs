namespace TracedLlm.Export.Delivery;

/// <summary>The pieces of a batch that are left, in the order in which they are sent. Not safe for concurrent use.</summary>
internal sealed class BatchPieces
{
    private readonly LinkedList<BatchPiece> _rest = new();

    /// <summary>The piece that is sent next; it has no spans if no piece is left.</summary>
    public BatchPiece Next { get; set; } = new(0, 0);

    /// <summary>The pieces that are left.</summary>
    public IReadOnlyList<BatchPiece> All => [Next, .. _rest];

    /// <summary>The timestamp before which no piece is sent again.</summary>
    public long NotBefore { get; private set; } = long.MinValue;

    /// <summary>Removes the next piece.</summary>
    public void RemoveNext()
    {
        if (_rest.First is not { Value: var next })
        {
            Next = new(0, 0);
            return;
        }

        _rest.RemoveFirst();
        Next = next;
    }

    /// <summary>Removes the first span of the next piece.</summary>
    public void RemoveFirstSpan()
    {
        Next = Next with { First = Next.First + 1, Spans = Next.Spans - 1 };
        if (Next.Spans == 0 && _rest.Count > 0)
        {
            RemoveNext();
        }
    }

    /// <summary>Cuts the next piece after <paramref name="spans"/> spans; both parts are sent before the other pieces.</summary>
    public void Split(int spans)
    {
        _rest.AddFirst(Next with { First = Next.First + spans, Spans = Next.Spans - spans, Halves = null });
        Next = Next with { Spans = spans, Halves = null };
    }

    /// <summary>Cuts the next piece in front of the spans with these indices; all parts are sent before the other pieces.</summary>
    /// <param name="cuts">The indices.</param>
    /// <param name="halves">The halves that the parts are; <see langword="null"/> if they are none.</param>
    public void Split(IReadOnlyList<int> cuts, PieceHalves? halves)
    {
        // All memory is there before anything is changed.
        var end = Next.First + Next.Spans;
        var parts = new LinkedListNode<BatchPiece>[cuts.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            var next = index + 1 < cuts.Count ? cuts[index + 1] : end;
            parts[index] = new(Next with { First = cuts[index], Spans = next - cuts[index], Halves = halves, IsRefused = false });
        }

        for (var index = parts.Length - 1; index >= 0; index--)
        {
            _rest.AddFirst(parts[index]);
        }

        Next = Next with { Spans = cuts[0] - Next.First, Halves = halves, IsRefused = false };
    }

    /// <summary>Lets the next pieces wait behind the others.</summary>
    /// <param name="pieces">How many pieces wait.</param>
    /// <param name="notBefore">The timestamp before which they are not sent again.</param>
    public void Defer(int pieces, long notBefore)
    {
        // All memory is there before anything is changed.
        var parts = new LinkedListNode<BatchPiece>[pieces];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = new(new(0, 0));
        }

        for (var index = 0; index < parts.Length; index++)
        {
            parts[index].Value = Next with { NotBefore = notBefore };
            RemoveNext();
        }

        // The first part goes last, so that a batch which fails again and again does not fail at the same spans.
        for (var index = 1; index <= parts.Length; index++)
        {
            _rest.AddLast(parts[index % parts.Length]);
        }

        // The next one of the others, if there are others, is in its place already.
        if (Next.Spans == 0)
        {
            RemoveNext();
        }

        SetNotBefore();
    }

    /// <summary>No piece waits any longer.</summary>
    public void EndWait()
    {
        Next = Next with { NotBefore = long.MinValue };
        for (var node = _rest.First; node is not null; node = node.Next)
        {
            node.Value = node.Value with { NotBefore = long.MinValue };
        }

        NotBefore = long.MinValue;
    }

    /// <summary>Makes a piece that is due the next one; <see langword="false"/> if all wait.</summary>
    public bool TryMakeDueNext(long now)
    {
        if (Next.NotBefore <= now)
        {
            return true;
        }

        for (var node = _rest.First; node is not null; node = node.Next)
        {
            if (node.Value.NotBefore <= now)
            {
                (Next, node.Value) = (node.Value, Next);
                return true;
            }
        }

        SetNotBefore();
        return false;
    }

    private void SetNotBefore()
    {
        NotBefore = Next.NotBefore;
        foreach (var piece in _rest)
        {
            NotBefore = Math.Min(NotBefore, piece.NotBefore);
        }
    }
}

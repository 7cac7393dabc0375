using System.Buffers;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>Encoded spans that are sent in one request, in pooled memory; in several pieces if the backend does not accept them together. Not safe for concurrent use.</summary>
internal sealed class SpanBatch : IDisposable
{
    private OtlpBuffer _bytes;
    private readonly LinkedList<BatchPiece> _rest = new();
    private int[] _ends;
    private BatchPiece _head = new(0, 0);
    private byte[]? _shortened;

    // The index of the span that was shortened.
    private int _shortenedSpan = -1;
    private bool _isMemoryInUse;

    /// <param name="capacity">How many bytes are expected.</param>
    /// <param name="createdAt">The timestamp of its first span.</param>
    public SpanBatch(int capacity, long createdAt)
    {
        _bytes = new OtlpBuffer(capacity);
        _ends = ArrayPool<int>.Shared.Rent(16);
        CreatedAt = createdAt;
        Node = new LinkedListNode<SpanBatch>(this);
    }

    /// <summary>Its place in a queue. It comes with the batch, so that a batch can be put back when there is no memory.</summary>
    public LinkedListNode<SpanBatch> Node { get; }

    /// <summary>The timestamp of its first span.</summary>
    public long CreatedAt { get; }

    /// <summary>The records of the spool that hold its spans; none for a batch that was never on disk.</summary>
    public IReadOnlyList<SpooledBatch> Records
    {
        get;
        set
        {
            field = value;
            IsPartlyDone = false;
        }
    } = [];

    /// <summary>Whether its spans are on disk.</summary>
    public bool IsSpooled => Records.Count > 0;

    /// <summary>The timestamp when its sending began, this time.</summary>
    public long SendingSince { get; set; }

    /// <summary>How many spans are left.</summary>
    public int Spans { get; private set; }

    /// <summary>How many bytes the spans that are left take.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether the backend has accepted a request with spans of it.</summary>
    public bool HasAccepted { get; private set; }

    /// <summary>How many requests with spans of it the backend did not understand; 0 once it has accepted one.</summary>
    public int Refusals { get; private set; }

    /// <summary>How many requests with spans of it were too large for the backend; 0 once it has accepted one.</summary>
    public int SizeRefusals { get; private set; }

    /// <summary>How many requests with the same spans of it were <see cref="SendOutcome.Failed"/>.</summary>
    public int Failures { get; private set; }

    /// <summary>How many requests with the same spans of it were <see cref="SendOutcome.Retry"/>.</summary>
    public int Retries { get; private set; }

    /// <summary>How many requests the destination had accepted when the backend failed at it for the first time.</summary>
    public long AcceptedBeforeFailure { get; private set; }

    /// <summary>Whether the backend has refused both halves that the last refused piece is one of, or the larger halves before.</summary>
    public bool AreHalvesRefused { get; private set; }

    /// <summary>The timestamp before which no piece of it is sent again.</summary>
    public long NotBefore { get; private set; } = long.MinValue;

    /// <summary>Whether it waits to be cut further: the backend refuses one of its pieces, which has several traces.</summary>
    public bool IsSearched { get; private set; }

    /// <summary>Whether its records in the spool hold exactly the spans that are left.</summary>
    public bool HasWholeRecords => IsSpooled && !IsPartlyDone;

    /// <summary>Whether a part of its spans has been dealt with since its records were written.</summary>
    public bool IsPartlyDone { get; private set; }

    /// <summary>The pieces that are left.</summary>
    public IReadOnlyList<BatchPiece> Pieces => [_head, .. _rest];

    /// <summary>The piece that is sent next.</summary>
    public BatchPiece Next => _head;

    /// <summary>Whether it has been given to a transport, which may still read it: nothing is appended any more.</summary>
    public bool WasSent { get; set; }

    /// <summary>Whether it is sent as it is when it is full; otherwise further spans of its last trace may come at once.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Whether it was split, or a part of its spans has been dealt with.</summary>
    public bool IsInPieces { get; private set; }

    /// <summary>Counts an answer.</summary>
    /// <param name="outcome">The answer.</param>
    /// <param name="accepted">How many requests the destination has accepted so far.</param>
    public void CountAnswer(SendOutcome outcome, long accepted)
    {
        switch (outcome)
        {
            case SendOutcome.Accepted:
                HasAccepted = true;
                Refusals = 0;
                SizeRefusals = 0;
                break;
            case SendOutcome.TooLarge:
                SizeRefusals++;
                break;
            case SendOutcome.Malformed when !HasAccepted:
                Refusals++;
                break;
            case SendOutcome.Failed:
                AcceptedBeforeFailure = Failures == 0 ? accepted : AcceptedBeforeFailure;
                _head = _head with { Failures = _head.Failures + 1 };
                Failures = Math.Max(Failures, _head.Failures);
                break;
            case SendOutcome.Retry:
                if (!_head.IsRefused)
                {
                    _head.Halves?.CountRefused();
                }

                AreHalvesRefused = _head.Halves is { AreRefused: true };
                _head = _head with { Retries = _head.Retries + 1, IsRefused = true };
                Retries = Math.Max(Retries, _head.Retries);
                break;
            default:
                break;
        }
    }

    /// <summary>Appends a span; only as long as the batch is whole and was not sent.</summary>
    public void Add(ReadOnlySpan<byte> span)
    {
        // All memory is there before anything is changed: the batch stays as it is if there is none.
        var index = _head.First + _head.Spans;
        if (index == _ends.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(_ends.Length * 2);
            _ends.AsSpan().CopyTo(larger);
            ArrayPool<int>.Shared.Return(_ends);
            _ends = larger;
        }

        span.CopyTo(_bytes.GetSpan(span.Length));
        _bytes.Advance(span.Length);
        _ends[index] = _bytes.Length;
        _head = _head with { Spans = _head.Spans + 1 };
        Spans++;
        Bytes += span.Length;
    }

    /// <summary>Appends spans that were written one after the other, as they are on disk.</summary>
    public void AddAll(ReadOnlySpan<byte> spans)
    {
        while (!spans.IsEmpty)
        {
            // The tag of a field with a length, in one byte, then that length.
            var rest = spans[1..];
            if (!Varint.TryRead(ref rest, out var length) || length > (ulong)rest.Length)
            {
                break;
            }

            var size = spans.Length - rest.Length + (int)length;
            Add(spans[..size]);
            spans = spans[size..];
        }
    }

    /// <summary>The bytes of a piece.</summary>
    public ReadOnlyMemory<byte> Memory(BatchPiece piece) => IsShortenedSpan(piece)
        ? _shortened
        : _bytes.Written[Start(piece.First)..Start(piece.First + piece.Spans)];

    /// <summary>Whether the next piece has been shortened.</summary>
    public bool IsShortened => IsShortenedSpan(_head);

    /// <summary>Replaces the one span of the next piece by a shorter one.</summary>
    /// <returns>How many bytes less it has.</returns>
    public int Shorten(byte[] span)
    {
        var less = Memory(_head).Length - span.Length;
        (_shortenedSpan, _shortened) = (_head.First, span);
        Bytes -= less;

        // Its records in the spool have the whole span.
        (IsInPieces, IsPartlyDone) = (true, true);
        return less;
    }

    /// <summary>Removes the next piece, which has been dealt with.</summary>
    public void Done()
    {
        Spans -= _head.Spans;
        Bytes -= Memory(_head).Length;
        (IsInPieces, IsPartlyDone) = (true, true);
        _head = TakeNext();
    }

    /// <summary>Removes the oldest span, and returns how many bytes it had.</summary>
    public int DropFirst()
    {
        var size = Memory(_head with { Spans = 1 }).Length;
        _head = _head with { First = _head.First + 1, Spans = _head.Spans - 1 };
        Spans--;
        Bytes -= size;
        if (_head.Spans == 0 && _rest.Count > 0)
        {
            _head = TakeNext();
        }

        return size;
    }

    /// <summary>
    /// Moves the spans at the end that belong to the trace of a further span, unless they are half of this batch, and that span into another
    /// batch, so that the trace is sent in one request. Only as long as this batch is whole and was not sent.
    /// </summary>
    public void MoveEndOfTrace(ReadOnlySpan<byte> span, SpanBatch receiver)
    {
        var trace = OtlpTraceIdReader.Read(span);
        var end = _head.First + _head.Spans;
        var start = end;
        while (start > _head.First && TraceOf(start - 1) == trace)
        {
            start--;
        }

        start = (end - start) * 2 < _head.Spans ? start : end;
        for (var index = start; index < end; index++)
        {
            receiver.Add(_bytes.Written.Span[Start(index)..Start(index + 1)]);
        }

        receiver.Add(span);

        // Without memory for the receiver this batch would have its spans still.
        Bytes -= Start(end) - Start(start);
        Spans -= end - start;
        _bytes.Truncate(Start(start));
        _head = _head with { Spans = start - _head.First };
    }

    /// <summary>Cuts the next piece after <paramref name="spans"/> spans; both parts are sent before the other pieces.</summary>
    public void Split(int spans)
    {
        _rest.AddFirst(_head with { First = _head.First + spans, Spans = _head.Spans - spans, Halves = null });
        _head = _head with { Spans = spans, Halves = null };
        IsInPieces = true;
    }

    /// <summary>Whether the next piece has spans of several traces.</summary>
    public bool HasSeveralTraces()
    {
        for (var index = _head.First + 1; index < _head.First + _head.Spans; index++)
        {
            if (TraceOf(index) != TraceOf(_head.First))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Cuts the next piece, which has several traces, between its traces.</summary>
    /// <param name="eachTrace">Whether each trace becomes a piece; otherwise there are two.</param>
    /// <returns>How many pieces it was cut into.</returns>
    public int SplitByTrace(bool eachTrace)
    {
        GroupByTrace();
        var end = _head.First + _head.Spans;
        var cuts = new List<int>();
        for (var index = _head.First + 1; index < end; index++)
        {
            if (TraceOf(index) != TraceOf(index - 1))
            {
                cuts.Add(index);
            }
        }

        if (!eachTrace)
        {
            var middle = _head.First + (_head.Spans / 2);
            cuts = [cuts.MinBy(cut => Math.Abs(cut - middle))];
        }

        // All memory is there before anything is changed.
        var halves = eachTrace ? null : new PieceHalves(_head.Halves);
        var parts = new LinkedListNode<BatchPiece>[cuts.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            var next = index + 1 < cuts.Count ? cuts[index + 1] : end;
            parts[index] = new(_head with { First = cuts[index], Spans = next - cuts[index], Halves = halves, IsRefused = false });
        }

        for (var index = parts.Length - 1; index >= 0; index--)
        {
            _rest.AddFirst(parts[index]);
        }

        _head = _head with { Spans = cuts[0] - _head.First, Halves = halves, IsRefused = false };
        IsInPieces = true;
        return cuts.Count + 1;
    }

    /// <summary>Lets the next piece, or each of the pieces that it was cut into, wait behind the others.</summary>
    /// <param name="pieces">How many pieces wait.</param>
    /// <param name="notBefore">The timestamp before which they are not sent again.</param>
    /// <param name="isSearched">Whether they are to be cut further if the backend refuses them again.</param>
    public void Defer(int pieces, long notBefore, bool isSearched)
    {
        // All memory is there before anything is changed.
        var parts = new LinkedListNode<BatchPiece>[pieces];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = new(new(0, 0));
        }

        for (var index = 0; index < parts.Length; index++)
        {
            parts[index].Value = _head with { NotBefore = notBefore };
            _head = TakeNext();
        }

        // The first part goes last, so that a batch which fails again and again does not fail at the same spans.
        for (var index = 1; index <= parts.Length; index++)
        {
            _rest.AddLast(parts[index % parts.Length]);
        }

        // The next one of the others, if there are others, is the head already.
        _head = _head.Spans > 0 ? _head : TakeNext();
        IsSearched = isSearched;
        SetNotBefore();
    }

    /// <summary>No piece waits any longer.</summary>
    public void EndWait()
    {
        _head = _head with { NotBefore = long.MinValue };
        for (var node = _rest.First; node is not null; node = node.Next)
        {
            node.Value = node.Value with { NotBefore = long.MinValue };
        }

        NotBefore = long.MinValue;
    }

    /// <summary>Makes a piece that is due the next one; <see langword="false"/> if all wait.</summary>
    public bool TryMakeDueNext(long now)
    {
        if (_head.NotBefore <= now)
        {
            return true;
        }

        for (var node = _rest.First; node is not null; node = node.Next)
        {
            if (node.Value.NotBefore <= now)
            {
                (_head, node.Value) = (node.Value, _head);
                return true;
            }
        }

        SetNotBefore();
        return false;
    }

    /// <summary>The transport may still read the memory, so that it does not return to the pool.</summary>
    public void KeepFromPool() => _isMemoryInUse = true;

    public void Dispose()
    {
        if (!_isMemoryInUse)
        {
            _bytes.Dispose();
        }

        ArrayPool<int>.Shared.Return(_ends);
        _ends = [];
    }

    private void SetNotBefore()
    {
        NotBefore = _head.NotBefore;
        foreach (var piece in _rest)
        {
            NotBefore = Math.Min(NotBefore, piece.NotBefore);
        }
    }

    private bool IsShortenedSpan(BatchPiece piece) => _shortened is not null && piece.First == _shortenedSpan && piece.Spans == 1;

    private OtlpTraceId TraceOf(int span) => OtlpTraceIdReader.Read(_bytes.Written.Span[Start(span)..Start(span + 1)]);

    // Requests end at the same time, so that their spans are mixed. The order has no meaning to a backend.
    private void GroupByTrace()
    {
        var (first, count) = (_head.First, _head.Spans);
        var ranks = new Dictionary<OtlpTraceId, int>();
        var keys = new (int Rank, int Index)[count];
        for (var index = 0; index < count; index++)
        {
            ref var rank = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(ranks, TraceOf(first + index), out var isKnown);
            rank = isKnown ? rank : ranks.Count;
            keys[index] = (rank, first + index);
        }

        Array.Sort(keys);

        // The transport may still read the memory, so that the spans are grouped in a copy.
        var (start, length) = (Start(first), Start(first + count) - Start(first));
        var grouped = new OtlpBuffer(_bytes.Length);
        grouped.Bytes(_bytes.Written.Span[..start]);
        var ends = new int[count];
        for (var index = 0; index < count; index++)
        {
            grouped.Bytes(_bytes.Written.Span[Start(keys[index].Index)..Start(keys[index].Index + 1)]);
            ends[index] = grouped.Length;
        }

        grouped.Bytes(_bytes.Written.Span[(start + length)..]);
        ends.CopyTo(_ends.AsSpan(first));
        if (!_isMemoryInUse)
        {
            _bytes.Dispose();
        }

        _bytes = grouped;
        _isMemoryInUse = false;
    }

    private BatchPiece TakeNext()
    {
        if (_rest.First is not { Value: var next })
        {
            return new(0, 0);
        }

        _rest.RemoveFirst();
        return next;
    }

    private int Start(int span) => span == 0 ? 0 : _ends[span - 1];
}

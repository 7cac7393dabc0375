using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// Encoded spans that are sent in one request, in several pieces if the backend does not accept them together, and what the backend has
/// answered. Not safe for concurrent use.
/// </summary>
internal sealed class SpanBatch : IDisposable
{
    private readonly EncodedSpans _encoded;
    private readonly BatchPieces _pieces = new();
    private byte[]? _shortened;

    // The index of the span that was shortened.
    private int _shortenedSpan = -1;

    /// <param name="capacity">How many bytes are expected.</param>
    /// <param name="createdAt">The timestamp of its first span.</param>
    public SpanBatch(int capacity, long createdAt)
    {
        _encoded = new EncodedSpans(capacity);
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
    public long NotBefore => _pieces.NotBefore;

    /// <summary>Whether it waits to be cut further: the backend refuses one of its pieces, which has several traces.</summary>
    public bool IsSearched { get; private set; }

    /// <summary>Whether its records in the spool hold exactly the spans that are left.</summary>
    public bool HasWholeRecords => IsSpooled && !IsPartlyDone;

    /// <summary>Whether a part of its spans has been dealt with since its records were written.</summary>
    public bool IsPartlyDone { get; private set; }

    /// <summary>The pieces that are left.</summary>
    public IReadOnlyList<BatchPiece> Pieces => _pieces.All;

    /// <summary>The piece that is sent next.</summary>
    public BatchPiece Next => _pieces.Next;

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
                _pieces.Next = Next with { Failures = Next.Failures + 1 };
                Failures = Math.Max(Failures, Next.Failures);
                break;
            case SendOutcome.Retry:
                if (!Next.IsRefused)
                {
                    Next.Halves?.CountRefused();
                }

                AreHalvesRefused = Next.Halves is { AreRefused: true };
                _pieces.Next = Next with { Retries = Next.Retries + 1, IsRefused = true };
                Retries = Math.Max(Retries, Next.Retries);
                break;
            default:
                break;
        }
    }

    /// <summary>Appends a span; only as long as the batch is whole and was not sent.</summary>
    public void Add(ReadOnlySpan<byte> span)
    {
        _encoded.Add(span);
        _pieces.Next = Next with { Spans = Next.Spans + 1 };
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
    public ReadOnlyMemory<byte> Memory(BatchPiece piece) => IsShortenedSpan(piece) ? _shortened : _encoded.Slice(piece);

    /// <summary>Whether the next piece has been shortened.</summary>
    public bool IsShortened => IsShortenedSpan(Next);

    /// <summary>Replaces the one span of the next piece by a shorter one.</summary>
    /// <returns>How many bytes less it has.</returns>
    public int Shorten(byte[] span)
    {
        var less = Memory(Next).Length - span.Length;
        (_shortenedSpan, _shortened) = (Next.First, span);
        Bytes -= less;

        // Its records in the spool have the whole span.
        (IsInPieces, IsPartlyDone) = (true, true);
        return less;
    }

    /// <summary>Removes the next piece, which has been dealt with.</summary>
    public void Done()
    {
        Spans -= Next.Spans;
        Bytes -= Memory(Next).Length;
        (IsInPieces, IsPartlyDone) = (true, true);
        _pieces.RemoveNext();
    }

    /// <summary>Removes the oldest span, and returns how many bytes it had.</summary>
    public int DropFirst()
    {
        var size = Memory(Next with { Spans = 1 }).Length;
        _pieces.RemoveFirstSpan();
        Spans--;
        Bytes -= size;
        return size;
    }

    /// <summary>
    /// Moves the spans at the end that belong to the trace of a further span, unless they are half of this batch, and that span into another
    /// batch, so that the trace is sent in one request. Only as long as this batch is whole and was not sent.
    /// </summary>
    public void MoveEndOfTrace(ReadOnlySpan<byte> span, SpanBatch receiver)
    {
        var count = _encoded.CountAtEnd(Next, OtlpTraceIdReader.Read(span));
        count = count * 2 < Next.Spans ? count : 0;
        var moved = Next with { First = Next.First + Next.Spans - count, Spans = count };
        for (var index = moved.First; index < moved.First + count; index++)
        {
            receiver.Add(_encoded[index]);
        }

        receiver.Add(span);

        // Without memory for the receiver this batch would have its spans still.
        Bytes -= _encoded.Slice(moved).Length;
        Spans -= count;
        _encoded.Truncate(moved.First);
        _pieces.Next = Next with { Spans = Next.Spans - count };
    }

    /// <inheritdoc cref="BatchPieces.Split(int)"/>
    public void Split(int spans)
    {
        _pieces.Split(spans);
        IsInPieces = true;
    }

    /// <summary>Whether the next piece has spans of several traces.</summary>
    public bool HasSeveralTraces() => _encoded.HasSeveralTraces(Next);

    /// <summary>Cuts the next piece, which has several traces, between its traces.</summary>
    /// <param name="eachTrace">Whether each trace becomes a piece; otherwise there are two.</param>
    /// <returns>How many pieces it was cut into.</returns>
    public int SplitByTrace(bool eachTrace)
    {
        _encoded.GroupByTrace(Next);
        var cuts = _encoded.FindTraceStarts(Next);
        if (!eachTrace)
        {
            var middle = Next.First + (Next.Spans / 2);
            cuts = [cuts.MinBy(cut => Math.Abs(cut - middle))];
        }

        _pieces.Split(cuts, eachTrace ? null : new PieceHalves(Next.Halves));
        IsInPieces = true;
        return cuts.Count + 1;
    }

    /// <summary>Lets the next piece, or each of the pieces that it was cut into, wait behind the others.</summary>
    /// <param name="pieces">How many pieces wait.</param>
    /// <param name="notBefore">The timestamp before which they are not sent again.</param>
    /// <param name="isSearched">Whether they are to be cut further if the backend refuses them again.</param>
    public void Defer(int pieces, long notBefore, bool isSearched)
    {
        _pieces.Defer(pieces, notBefore);
        IsSearched = isSearched;
    }

    /// <inheritdoc cref="BatchPieces.EndWait"/>
    public void EndWait() => _pieces.EndWait();

    /// <inheritdoc cref="BatchPieces.TryMakeDueNext"/>
    public bool TryMakeDueNext(long now) => _pieces.TryMakeDueNext(now);

    /// <inheritdoc cref="EncodedSpans.KeepFromPool"/>
    public void KeepFromPool() => _encoded.KeepFromPool();

    public void Dispose() => _encoded.Dispose();

    private bool IsShortenedSpan(BatchPiece piece) => _shortened is not null && piece.First == _shortenedSpan && piece.Spans == 1;
}

using System.Buffers;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>Encoded spans that are sent in one request, in pooled memory; in several pieces if the backend does not accept them together. Not safe for concurrent use.</summary>
internal sealed class SpanBatch : IDisposable
{
    private readonly OtlpBuffer _bytes;
    private readonly LinkedList<BatchPiece> _rest = new();
    private int[] _ends;
    private BatchPiece _head;
    private BatchPiece _shortenedPiece;
    private byte[]? _shortened;
    private bool _isMemoryInUse;

    /// <param name="capacity">How many bytes are expected.</param>
    /// <param name="createdAt">The timestamp of its first span.</param>
    public SpanBatch(int capacity, long createdAt)
    {
        _bytes = new OtlpBuffer(capacity);
        _ends = ArrayPool<int>.Shared.Rent(16);
        CreatedAt = createdAt;
    }

    /// <summary>The timestamp of its first span.</summary>
    public long CreatedAt { get; }

    /// <summary>The records of the spool that hold its spans; none for a batch that was never on disk.</summary>
    public IReadOnlyList<SpooledBatch> Records { get; set; } = [];

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

    /// <summary>How often the backend failed at it.</summary>
    public int Failures { get; private set; }

    /// <summary>How many requests the destination had accepted when the backend failed at it for the first time.</summary>
    public long AcceptedBeforeFailure { get; private set; }

    /// <summary>Whether its records in the spool hold exactly the spans that are left.</summary>
    public bool HasWholeRecords => IsSpooled && !IsInPieces;

    /// <summary>The pieces that are left, in the order in which they are sent.</summary>
    public IReadOnlyList<BatchPiece> Pieces => [_head, .. _rest];

    /// <summary>The piece that is sent next.</summary>
    public BatchPiece Next => _head;

    /// <summary>Whether it has been given to a transport, which may still read it: nothing is appended any more.</summary>
    public bool WasSent { get; set; }

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
                break;
            case SendOutcome.Malformed when !HasAccepted:
                Refusals++;
                break;
            case SendOutcome.Failed:
                AcceptedBeforeFailure = Failures == 0 ? accepted : AcceptedBeforeFailure;
                Failures++;
                break;
            default:
                break;
        }
    }

    /// <summary>Appends a span; only as long as the batch is whole and was not sent.</summary>
    public void Add(ReadOnlySpan<byte> span)
    {
        span.CopyTo(_bytes.GetSpan(span.Length));
        _bytes.Advance(span.Length);
        var index = _head.First + _head.Spans;
        if (index == _ends.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(_ends.Length * 2);
            _ends.AsSpan().CopyTo(larger);
            ArrayPool<int>.Shared.Return(_ends);
            _ends = larger;
        }

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
    public ReadOnlyMemory<byte> Memory(BatchPiece piece) => piece == _shortenedPiece && _shortened is not null
        ? _shortened
        : _bytes.Written[Start(piece.First)..Start(piece.First + piece.Spans)];

    /// <summary>Whether the next piece has been shortened.</summary>
    public bool IsShortened => _shortened is not null && _shortenedPiece == _head;

    /// <summary>Replaces the one span of the next piece by a shorter one.</summary>
    /// <returns>How many bytes less it has.</returns>
    public int Shorten(byte[] span)
    {
        var less = Memory(_head).Length - span.Length;
        (_shortenedPiece, _shortened) = (_head, span);
        Bytes -= less;

        // Its records in the spool have the whole span.
        IsInPieces = true;
        return less;
    }

    /// <summary>Removes the next piece, which has been dealt with.</summary>
    public void Done()
    {
        Spans -= _head.Spans;
        Bytes -= Memory(_head).Length;
        IsInPieces = true;
        _head = TakeNext();
    }

    /// <summary>Removes the oldest span, and returns how many bytes it had.</summary>
    public int DropFirst()
    {
        var size = Memory(_head with { Spans = 1 }).Length;
        _head = new(_head.First + 1, _head.Spans - 1);
        Spans--;
        Bytes -= size;
        if (_head.Spans == 0 && _rest.Count > 0)
        {
            _head = TakeNext();
        }

        return size;
    }

    /// <summary>Cuts the next piece after <paramref name="spans"/> spans; both parts are sent before the other pieces.</summary>
    public void Split(int spans)
    {
        _rest.AddFirst(new BatchPiece(_head.First + spans, _head.Spans - spans));
        _head = _head with { Spans = spans };
        IsInPieces = true;
    }

    /// <summary>Moves the next piece behind the others.</summary>
    public void Defer()
    {
        _rest.AddLast(_head);
        _head = TakeNext();
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

    private BatchPiece TakeNext()
    {
        if (_rest.First is not { Value: var next })
        {
            return default;
        }

        _rest.RemoveFirst();
        return next;
    }

    private int Start(int span) => span == 0 ? 0 : _ends[span - 1];
}

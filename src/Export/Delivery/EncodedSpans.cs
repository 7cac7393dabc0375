using System.Buffers;
using System.Runtime.InteropServices;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Delivery;

/// <summary>The encoded spans of a batch, one behind the other in pooled memory. Not safe for concurrent use.</summary>
/// <param name="capacity">How many bytes are expected.</param>
internal sealed class EncodedSpans(int capacity) : IDisposable
{
    private OtlpBuffer _bytes = new(capacity);
    private int[] _ends = ArrayPool<int>.Shared.Rent(16);
    private int _count;
    private bool _isMemoryInUse;

    /// <summary>The bytes of one span.</summary>
    public ReadOnlySpan<byte> this[int span] => _bytes.Written.Span[Start(span)..Start(span + 1)];

    /// <summary>The bytes of a piece.</summary>
    public ReadOnlyMemory<byte> Slice(BatchPiece piece) => _bytes.Written[Start(piece.First)..Start(piece.First + piece.Spans)];

    /// <summary>Appends a span; only as long as nothing was given to a transport.</summary>
    public void Add(ReadOnlySpan<byte> span)
    {
        // All memory is there before anything is changed: the spans stay as they are if there is none.
        if (_count == _ends.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(_ends.Length * 2);
            _ends.AsSpan().CopyTo(larger);
            ArrayPool<int>.Shared.Return(_ends);
            _ends = larger;
        }

        span.CopyTo(_bytes.GetSpan(span.Length));
        _bytes.Advance(span.Length);
        _ends[_count] = _bytes.Length;
        _count++;
    }

    /// <summary>Removes the spans from the one with the index <paramref name="count"/> on.</summary>
    public void Truncate(int count)
    {
        _bytes.Truncate(Start(count));
        _count = count;
    }

    /// <summary>How many spans at the end of a piece belong to <paramref name="trace"/>.</summary>
    public int CountAtEnd(BatchPiece piece, OtlpTraceId trace)
    {
        var count = 0;
        while (count < piece.Spans && TraceOf(piece.First + piece.Spans - 1 - count) == trace)
        {
            count++;
        }

        return count;
    }

    /// <summary>Whether a piece has spans of several traces.</summary>
    public bool HasSeveralTraces(BatchPiece piece)
    {
        for (var index = piece.First + 1; index < piece.First + piece.Spans; index++)
        {
            if (TraceOf(index) != TraceOf(piece.First))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The indices of spans whose trace is not that of the span before, within a piece.</summary>
    public List<int> FindTraceStarts(BatchPiece piece)
    {
        List<int> starts = [];
        for (var index = piece.First + 1; index < piece.First + piece.Spans; index++)
        {
            if (TraceOf(index) != TraceOf(index - 1))
            {
                starts.Add(index);
            }
        }

        return starts;
    }

    /// <summary>
    /// Orders the spans of a piece so that those of one trace are one behind the other: requests end at the same time, so that their spans are
    /// mixed. The order has no meaning to a backend.
    /// </summary>
    public void GroupByTrace(BatchPiece piece)
    {
        var (first, count) = (piece.First, piece.Spans);
        var ranks = new Dictionary<OtlpTraceId, int>();
        var keys = new (int Rank, int Index)[count];
        for (var index = 0; index < count; index++)
        {
            ref var rank = ref CollectionsMarshal.GetValueRefOrAddDefault(ranks, TraceOf(first + index), out var isKnown);
            rank = isKnown ? rank : ranks.Count;
            keys[index] = (rank, first + index);
        }

        Array.Sort(keys);

        // The transport may still read the memory, so that the spans are grouped in a copy.
        var grouped = new OtlpBuffer(_bytes.Length);
        grouped.Bytes(_bytes.Written.Span[..Start(first)]);
        var ends = new int[count];
        for (var index = 0; index < count; index++)
        {
            grouped.Bytes(this[keys[index].Index]);
            ends[index] = grouped.Length;
        }

        grouped.Bytes(_bytes.Written.Span[Start(first + count)..]);
        ends.CopyTo(_ends.AsSpan(first));
        if (!_isMemoryInUse)
        {
            _bytes.Dispose();
        }

        _bytes = grouped;
        _isMemoryInUse = false;
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

    private OtlpTraceId TraceOf(int span) => OtlpTraceIdReader.Read(this[span]);

    private int Start(int span) => span == 0 ? 0 : _ends[span - 1];
}

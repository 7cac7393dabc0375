using System.Buffers;
using System.ComponentModel;

namespace TracedLlm;

/// <summary>
/// A document as one span: the sequence's only segment, or its segments copied together in pooled memory. What generated
/// payload readers make of a <see cref="ReadOnlySequence{T}"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ContiguousJson : IDisposable
{
    private readonly byte[]? _pooled;

    /// <summary>Copies <paramref name="json"/> together if need be.</summary>
    public ContiguousJson(in ReadOnlySequence<byte> json)
    {
        if (json.IsSingleSegment)
        {
            Span = json.FirstSpan;
            return;
        }

        var length = checked((int)json.Length);
        _pooled = ArrayPool<byte>.Shared.Rent(length);
        json.CopyTo(_pooled);
        Span = _pooled.AsSpan(0, length);
    }

    /// <summary>The document; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(_pooled);
        }
    }
}

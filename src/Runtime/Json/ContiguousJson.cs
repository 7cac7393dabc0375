using System.Buffers;
using System.ComponentModel;

namespace TracedLlm;

/// <summary>
/// A JSON document in one span. A sequence with one segment is used as it is; the segments of a longer sequence are copied to
/// pooled memory. Generated payload readers use this type for a <see cref="ReadOnlySequence{T}"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ContiguousJson : IDisposable
{
    private readonly byte[]? _pooled;

    /// <summary>Takes the document, and copies it if it has several segments.</summary>
    /// <param name="json">The document.</param>
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

    /// <summary>The document. It is valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span { get; }

    /// <summary>Returns the pooled memory.</summary>
    public void Dispose()
    {
        if (_pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(_pooled);
        }
    }
}

using System.Buffers;

namespace TracedLlm.Streams;

/// <summary>Bytes collected in pooled memory, which is kept until <see cref="Return"/>. A mutable value: keep it in a field.</summary>
internal struct PooledBytes
{
    private const int Smallest = 1024;

    private byte[]? _array;
    private int _length;

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(0, _length);

    public readonly ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_array is null || _array.Length - _length < bytes.Length)
        {
            Grow(_length + bytes.Length);
        }

        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Clear() => _length = 0;

    /// <summary>Gives the memory back; nothing that was handed out of it may be used any more.</summary>
    public void Return()
    {
        if (_array is { } array)
        {
            _array = null;
            _length = 0;
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_array))]
    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(Smallest, needed), 2 * (_array?.Length ?? 0)));
        Span.CopyTo(larger);
        if (_array is not null)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}

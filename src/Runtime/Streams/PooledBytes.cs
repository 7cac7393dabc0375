using System.Buffers;

namespace TracedLlm.Streams;

/// <summary>Collects bytes in pooled memory until <see cref="Return"/>. The struct is mutable: keep it in a field and do not copy it.</summary>
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

    /// <summary>Removes all bytes after the first <paramref name="length"/>.</summary>
    public void Truncate(int length) => _length = Math.Min(_length, length);

    /// <summary>Returns the memory. Spans and memory that were read from this value are then invalid.</summary>
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

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TracedLlm.Export.Otlp;

/// <summary>Bytes in pooled memory that grow as they are written, with the primitives of protobuf. Not safe for concurrent use.</summary>
internal sealed class OtlpBuffer(int capacity = 16 * 1024) : IBufferWriter<byte>, IDisposable
{
    /// <summary>How many bytes are reserved for the length of a message that is not written yet.</summary>
    private const int LengthSize = 4;

    /// <summary>The exact length of a text with more characters is counted before memory is reserved for it.</summary>
    private const int ShortText = 4096;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes that have been written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Reserves <paramref name="count"/> bytes and returns the place of the first one. The caller must not write more bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Room(int count)
    {
        Reserve(count);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), Length);
    }

    /// <summary>Removes all bytes after the first <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Begins a message: writes its tag and reserves its length, which <see cref="Close"/> writes.</summary>
    /// <param name="tag">The field's tag, of a field number below 16.</param>
    /// <returns>The argument of <see cref="Close"/>.</returns>
    public int Open(byte tag)
    {
        Reserve(1 + LengthSize);
        _bytes[Length] = tag;
        return Length += 1 + LengthSize;
    }

    /// <summary>
    /// Ends the message that <see cref="Open"/> began. Its length always has four bytes: that is valid protobuf, and the bytes of the
    /// message need not be moved.
    /// </summary>
    public void Close(int start)
    {
        var length = (uint)(Length - start);
        BinaryPrimitives.WriteUInt32LittleEndian(
            _bytes.AsSpan(start - LengthSize),
            (length & 0x7F) | ((length << 1) & 0x7F00) | ((length << 2) & 0x7F0000) | ((length << 3) & 0x7F000000) | 0x00808080);
    }

    /// <summary>Writes a byte: a tag, or a number below 128.</summary>
    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>Writes a number of variable length.</summary>
    public void Varint(ulong value)
    {
        Reserve(10);
        while (value > 0x7F)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>Writes a tag and four bytes.</summary>
    public void Fixed32(ushort tag, uint value)
    {
        Reserve(6);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Length), tag);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length + 2), value);
        Length += 6;
    }

    /// <summary>Writes a tag and eight bytes.</summary>
    public void Fixed64(byte tag, ulong value)
    {
        Reserve(9);
        _bytes[Length] = tag;
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length + 1), value);
        Length += 9;
    }

    /// <summary>Writes a tag, the length of a text and the text.</summary>
    public void Text(byte tag, ReadOnlySpan<char> value)
    {
        if (value.Length < 0x80)
        {
            ref var at = ref Room(2 + 0x80);
            at = tag;
            Unsafe.Add(ref at, 1) = (byte)value.Length;
            if (AsciiText.TryWrite(value, ref Unsafe.Add(ref at, 2)))
            {
                Length += 2 + value.Length;
                return;
            }
        }

        var start = Length;
        var guess = value.Length;
        while (true)
        {
            Byte(tag);
            Varint((uint)guess);
            var written = Utf8(value);
            if (written == guess)
            {
                return;
            }

            // The text is not ASCII: it is written again, with its exact length.
            Length = start;
            guess = written;
        }
    }

    /// <summary>Writes a text as UTF-8, with lone surrogates replaced.</summary>
    /// <returns>How many bytes it has.</returns>
    public int Utf8(ReadOnlySpan<char> value)
    {
        // A long text has seldom more bytes than characters: it is counted if it has.
        Reserve(value.Length <= ShortText ? value.Length * 3 : value.Length);
        int written;
        while (System.Text.Unicode.Utf8.FromUtf16(value, _bytes.AsSpan(Length), out _, out written) != OperationStatus.Done)
        {
            Reserve(Encoding.UTF8.GetByteCount(value));
        }

        Length += written;
        return written;
    }

    /// <summary>How many bytes <see cref="Varint"/> writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeOf(ulong value) => value < 0x80 ? 1 : 1 + (System.Numerics.BitOperations.Log2(value) / 7);

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max((long)Length + count, Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

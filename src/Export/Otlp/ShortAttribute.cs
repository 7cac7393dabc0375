using System.Runtime.CompilerServices;

namespace TracedLlm.Export.Otlp;

/// <summary>
/// Writes attributes that are ASCII and shorter than 128 bytes, which nearly all attributes of a span are. Every length in such an
/// attribute has one byte and is known before the first byte is written. So memory is reserved once, and no byte is written twice. An
/// attribute of another form is not written.
/// </summary>
internal static class ShortAttribute
{
    private const int Longest = 127;

    // Tag and length, and the bytes that a key may overwrite after its end.
    private const int Room = 2 + Longest + 32;

    private const byte ValueTag = 0x12;
    private const byte TextTag = 0x0A;
    private const byte FlagTag = 0x10;
    private const byte IntegerTag = 0x18;
    private const byte NumberTag = 0x21;
    private const byte ArrayTag = 0x2A;
    private const byte ItemTag = 0x0A;

    /// <summary>Writes an attribute of one of the common types; <see langword="false"/> if it has another type, or is not short.</summary>
    public static bool TryWrite<TKey>(OtlpBuffer buffer, byte tag, in TKey key, object value)
        where TKey : struct, IAttributeKey, allows ref struct => value switch
        {
            string text => TryWrite(buffer, tag, key, text),
            long number => TryWrite(buffer, tag, key, number),
            int number => TryWrite(buffer, tag, key, (long)number),
            double number => TryWrite(buffer, tag, key, number),
            bool flag => TryWrite(buffer, tag, key, flag),
            string[] texts => TryWrite(buffer, tag, key, texts),
            _ => false,
        };

    /// <summary>Writes a text.</summary>
    public static bool TryWrite<TKey>(OtlpBuffer buffer, byte tag, in TKey key, ReadOnlySpan<char> text)
        where TKey : struct, IAttributeKey, allows ref struct
    {
        var length = key.Length + 4 + text.Length;
        if (length > Longest)
        {
            return false;
        }

        ref var value = ref Begin(buffer, tag, key, length, out var isAscii);
        Unsafe.Add(ref value, 2) = TextTag;
        Unsafe.Add(ref value, 3) = (byte)text.Length;
        isAscii &= AsciiText.TryWrite(text, ref Unsafe.Add(ref value, 4));
        return End(buffer, length, isAscii);
    }

    /// <summary>Writes an integer.</summary>
    public static bool TryWrite<TKey>(OtlpBuffer buffer, byte tag, in TKey key, long number)
        where TKey : struct, IAttributeKey, allows ref struct
    {
        var length = key.Length + 3 + OtlpBuffer.SizeOf((ulong)number);
        if (length > Longest)
        {
            return false;
        }

        ref var value = ref Begin(buffer, tag, key, length, out var isAscii);
        Unsafe.Add(ref value, 2) = IntegerTag;
        ref var at = ref Unsafe.Add(ref value, 3);
        var rest = (ulong)number;
        for (; rest > 0x7F; rest >>= 7)
        {
            at = (byte)(rest | 0x80);
            at = ref Unsafe.Add(ref at, 1);
        }

        at = (byte)rest;
        return End(buffer, length, isAscii);
    }

    /// <summary>Writes a number.</summary>
    public static bool TryWrite<TKey>(OtlpBuffer buffer, byte tag, in TKey key, double number)
        where TKey : struct, IAttributeKey, allows ref struct
    {
        var length = key.Length + 11;
        if (length > Longest)
        {
            return false;
        }

        ref var value = ref Begin(buffer, tag, key, length, out var isAscii);
        Unsafe.Add(ref value, 2) = NumberTag;
        var bits = BitConverter.DoubleToUInt64Bits(number);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref value, 3), BitConverter.IsLittleEndian ? bits : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits));
        return End(buffer, length, isAscii);
    }

    /// <summary>Writes a boolean.</summary>
    public static bool TryWrite<TKey>(OtlpBuffer buffer, byte tag, in TKey key, bool flag)
        where TKey : struct, IAttributeKey, allows ref struct
    {
        var length = key.Length + 4;
        if (length > Longest)
        {
            return false;
        }

        ref var value = ref Begin(buffer, tag, key, length, out var isAscii);
        Unsafe.Add(ref value, 2) = FlagTag;
        Unsafe.Add(ref value, 3) = flag ? (byte)1 : (byte)0;
        return End(buffer, length, isAscii);
    }

    private static bool TryWrite<TKey>(OtlpBuffer buffer, byte tag, in TKey key, string?[] texts)
        where TKey : struct, IAttributeKey, allows ref struct
    {
        long items = 0;
        foreach (var text in texts)
        {
            items += text is null ? 2 : 4 + text.Length;
        }

        if (key.Length + 4 + items > Longest)
        {
            return false;
        }

        var length = key.Length + 4 + (int)items;
        ref var value = ref Begin(buffer, tag, key, length, out var isAscii);
        Unsafe.Add(ref value, 2) = ArrayTag;
        Unsafe.Add(ref value, 3) = (byte)items;
        ref var at = ref Unsafe.Add(ref value, 4);
        foreach (var text in texts)
        {
            at = ItemTag;
            if (text is null)
            {
                Unsafe.Add(ref at, 1) = 0;
                at = ref Unsafe.Add(ref at, 2);
                continue;
            }

            Unsafe.Add(ref at, 1) = (byte)(2 + text.Length);
            Unsafe.Add(ref at, 2) = TextTag;
            Unsafe.Add(ref at, 3) = (byte)text.Length;
            isAscii &= AsciiText.TryWrite(text, ref Unsafe.Add(ref at, 4));
            at = ref Unsafe.Add(ref at, 4 + text.Length);
        }

        return End(buffer, length, isAscii);
    }

    /// <summary>Writes the bytes before the value's own field, and returns the place of the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Begin<TKey>(OtlpBuffer buffer, byte tag, in TKey key, int length, out bool isAscii)
        where TKey : struct, IAttributeKey, allows ref struct
    {
        ref var at = ref buffer.Room(Room);
        at = tag;
        Unsafe.Add(ref at, 1) = (byte)length;
        isAscii = key.TryCopyTo(ref Unsafe.Add(ref at, 2));
        ref var value = ref Unsafe.Add(ref at, 2 + key.Length);
        value = ValueTag;
        Unsafe.Add(ref value, 1) = (byte)(length - key.Length - 2);
        return ref value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool End(OtlpBuffer buffer, int length, bool isAscii)
    {
        if (isAscii)
        {
            buffer.Advance(2 + length);
        }

        return isAscii;
    }
}

using System.Buffers.Binary;
using System.Globalization;

namespace TracedLlm.Export;

/// <summary>
/// Attributes: <c>KeyValue</c> messages of the OTLP protocol. Every value can be written: what OTLP has no type for is written
/// as its text, and an attribute without a value not at all.
/// </summary>
internal static class OtlpAttribute
{
    /// <summary>Tag of <c>Span.attributes</c>.</summary>
    public const byte OfSpan = 0x4A;

    /// <summary>Tag of <c>Event.attributes</c>.</summary>
    public const byte OfEvent = 0x1A;

    /// <summary>Tag of <c>Link.attributes</c>.</summary>
    public const byte OfLink = 0x22;

    /// <summary>How much of a text is sent, in UTF-16 units: what the runtime keeps of content fits in.</summary>
    public const int MaxTextLength = 2 << 20;

    private const byte Value = 0x12;

    /// <summary>Writes an attribute whose key is not known before.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, string name, object? value)
    {
        if (value is null)
        {
            return;
        }

        var start = buffer.Open(tag);
        buffer.Text(0x0A, Cut(name));
        OtlpValue.Write(buffer, Value, value);
        buffer.Close(start);
    }

    /// <summary>Writes an attribute.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                Write(buffer, tag, key, text);
                break;
            case long number:
                Write(buffer, tag, key, number);
                break;
            case int number:
                Write(buffer, tag, key, number);
                break;
            case double number:
                Write(buffer, tag, key, number);
                break;
            case bool flag:
                Write(buffer, tag, key, flag);
                break;
            default:
                var start = buffer.Open(tag);
                buffer.Bytes(key.Field);
                OtlpValue.Write(buffer, Value, value);
                buffer.Close(start);
                break;
        }
    }

    /// <summary>Writes a text.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, ReadOnlySpan<char> text)
    {
        var field = key.Field;
        var length = field.Length + text.Length + 4;
        if (length >= 0x80)
        {
            WriteLong(buffer, tag, key, Cut(text));
            return;
        }

        // Tag and length, the key, tag and length of the value, tag and length of its text: each length is one byte.
        var start = field.Length + 6;
        var bytes = buffer.GetSpan(start + text.Length);
        if (!AsciiText.TryWrite(text, bytes[start..]))
        {
            WriteLong(buffer, tag, key, text);
            return;
        }

        bytes[0] = tag;
        bytes[1] = (byte)length;
        field.CopyTo(bytes[2..]);
        bytes = bytes[(field.Length + 2)..];
        bytes[3] = (byte)text.Length;
        bytes[2] = 0x0A;
        bytes[1] = (byte)(text.Length + 2);
        bytes[0] = Value;
        buffer.Advance(start + text.Length);
    }

    /// <summary>Writes an integer.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, long number)
    {
        var bytes = Head(buffer, tag, key, 1 + OtlpBuffer.SizeOf((ulong)number), out var length);
        bytes[0] = 0x18;
        var rest = (ulong)number;
        var at = 1;
        for (; rest > 0x7F; rest >>= 7)
        {
            bytes[at++] = (byte)(rest | 0x80);
        }

        bytes[at++] = (byte)rest;
        buffer.Advance(length + at);
    }

    /// <summary>Writes a number.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, double number)
    {
        var bytes = Head(buffer, tag, key, 9, out var length);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[1..], number);
        bytes[0] = 0x21;
        buffer.Advance(length + 9);
    }

    /// <summary>Writes a truth value.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, bool flag)
    {
        var bytes = Head(buffer, tag, key, 2, out var length);
        bytes[1] = flag ? (byte)1 : (byte)0;
        bytes[0] = 0x10;
        buffer.Advance(length + 2);
    }

    /// <summary>Writes a number whose key is not known before.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, ReadOnlySpan<byte> key, double number)
    {
        var start = buffer.Open(tag);
        buffer.Byte(0x0A);
        buffer.Varint((uint)key.Length);
        buffer.Bytes(key);
        buffer.Byte(Value);
        buffer.Byte(9);
        buffer.Fixed64(0x21, BitConverter.DoubleToUInt64Bits(number));
        buffer.Close(start);
    }

    /// <summary>Begins a text that is written piece by piece, up to <see cref="CloseText"/>.</summary>
    public static OpenText BeginText(OtlpBuffer buffer, byte tag, OtlpKey key)
    {
        var attribute = buffer.Open(tag);
        buffer.Bytes(key.Field);
        return BeginText(buffer, attribute);
    }

    /// <summary>The same with a key that is not known before.</summary>
    public static OpenText BeginText(OtlpBuffer buffer, byte tag, ReadOnlySpan<byte> key)
    {
        var attribute = buffer.Open(tag);
        buffer.Byte(0x0A);
        buffer.Varint((uint)key.Length);
        buffer.Bytes(key);
        return BeginText(buffer, attribute);
    }

    /// <summary>The same with a key of two pieces.</summary>
    public static OpenText BeginText(OtlpBuffer buffer, byte tag, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> name)
    {
        var attribute = buffer.Open(tag);
        Key(buffer, prefix, name);
        return BeginText(buffer, attribute);
    }

    /// <summary>Writes an attribute whose key has two pieces.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> name, object value)
    {
        var start = buffer.Open(tag);
        Key(buffer, prefix, name);
        OtlpValue.Write(buffer, Value, value);
        buffer.Close(start);
    }

    /// <summary>Ends a text.</summary>
    public static void CloseText(OtlpBuffer buffer, OpenText text)
    {
        buffer.Close(text.Text);
        buffer.Close(text.Value);
        buffer.Close(text.Attribute);
    }

    /// <summary>As much of <paramref name="text"/> as is sent.</summary>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxTextLength)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];
    }

    /// <summary>A value's text in the invariant culture, whatever its type does.</summary>
    public static string TextOf(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        catch (Exception)
        {
            // The type is an application's own; its span goes all the same.
            return value.GetType().FullName ?? "";
        }
    }

    private static OpenText BeginText(OtlpBuffer buffer, int attribute)
    {
        var value = buffer.Open(Value);
        return new OpenText(attribute, value, buffer.Open(0x0A));
    }

    private static void Key(OtlpBuffer buffer, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> name)
    {
        var key = buffer.Open(0x0A);
        buffer.Bytes(prefix);
        buffer.Utf8(Cut(name));
        buffer.Close(key);
    }

    private static void WriteLong(OtlpBuffer buffer, byte tag, OtlpKey key, ReadOnlySpan<char> text)
    {
        var start = buffer.Length;
        var guess = text.Length;
        while (true)
        {
            Head(buffer, tag, key, 1 + OtlpBuffer.SizeOf((uint)guess) + guess, out var length);
            buffer.Advance(length);
            buffer.Byte(0x0A);
            buffer.Varint((uint)guess);
            var written = buffer.Utf8(text);
            if (written == guess)
            {
                return;
            }

            // Not ASCII: once more, with the length that it has.
            buffer.Truncate(start);
            guess = written;
        }
    }

    /// <summary>Writes what comes in front of a value's message, and gives the room behind it, for a short value all that it needs.</summary>
    /// <param name="buffer">Where to; it does not advance.</param>
    /// <param name="tag">The attribute's tag.</param>
    /// <param name="key">Its key.</param>
    /// <param name="valueLength">How long the message is.</param>
    /// <param name="length">How many bytes were written.</param>
    private static Span<byte> Head(OtlpBuffer buffer, byte tag, OtlpKey key, int valueLength, out int length)
    {
        var field = key.Field;
        var bytes = buffer.GetSpan(field.Length + 32);
        bytes[0] = tag;
        var at = 1 + Varint(bytes[1..], (uint)(field.Length + 1 + OtlpBuffer.SizeOf((uint)valueLength) + valueLength));
        field.CopyTo(bytes[at..]);
        at += field.Length;
        bytes[at++] = Value;
        at += Varint(bytes[at..], (uint)valueLength);
        length = at;
        return bytes[at..];
    }

    private static int Varint(Span<byte> bytes, uint value)
    {
        var at = 0;
        for (; value > 0x7F; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        return at;
    }

    /// <summary>Where the messages around a text began.</summary>
    internal readonly record struct OpenText(int Attribute, int Value, int Text);
}

using System.Globalization;

namespace TracedLlm.Export.Otlp;

/// <summary>
/// Attributes: <c>KeyValue</c> messages of the OTLP protocol. Every value can be written: a value of a type that OTLP does not have
/// is written as text, and an attribute without a value is left out.
/// </summary>
internal static class OtlpAttribute
{
    /// <summary>Tag of <c>Span.attributes</c>.</summary>
    public const byte OfSpan = 0x4A;

    /// <summary>Tag of <c>Event.attributes</c>.</summary>
    public const byte OfEvent = 0x1A;

    /// <summary>Tag of <c>Link.attributes</c>.</summary>
    public const byte OfLink = 0x22;

    /// <summary>The longest text that is sent, in UTF-16 units. Content that the runtime has captured is never longer.</summary>
    public const int MaxTextLength = 2 << 20;

    private const byte Value = 0x12;

    /// <summary>Writes an attribute whose key is encoded now.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, string name, object? value)
    {
        if (value is null || ShortAttribute.TryWrite(buffer, tag, new NamedKey(default, name), value))
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
        if (value is null || ShortAttribute.TryWrite(buffer, tag, new KnownKey(key), value))
        {
            return;
        }

        if (value is string text)
        {
            WriteLong(buffer, tag, key, text);
            return;
        }

        var start = buffer.Open(tag);
        buffer.Bytes(key.Field);
        OtlpValue.Write(buffer, Value, value);
        buffer.Close(start);
    }

    /// <summary>Writes a text.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, ReadOnlySpan<char> text)
    {
        if (!ShortAttribute.TryWrite(buffer, tag, new KnownKey(key), text))
        {
            WriteLong(buffer, tag, key, text);
        }
    }

    private static void WriteLong(OtlpBuffer buffer, byte tag, OtlpKey key, ReadOnlySpan<char> text)
    {
        text = Cut(text);
        var start = buffer.Length;
        var guess = text.Length;
        while (true)
        {
            Head(buffer, tag, key, 1 + OtlpBuffer.SizeOf((uint)guess) + guess);
            buffer.Byte(0x0A);
            buffer.Varint((uint)guess);
            var written = buffer.Utf8(text);
            if (written == guess)
            {
                return;
            }

            // The text is not ASCII: it is written again, with its exact length.
            buffer.Truncate(start);
            guess = written;
        }
    }

    /// <summary>Writes an integer.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, long number)
    {
        if (ShortAttribute.TryWrite(buffer, tag, new KnownKey(key), number))
        {
            return;
        }

        Head(buffer, tag, key, 1 + OtlpBuffer.SizeOf((ulong)number));
        buffer.Byte(0x18);
        buffer.Varint((ulong)number);
    }

    /// <summary>Writes a number.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, double number)
    {
        Head(buffer, tag, key, 9);
        buffer.Fixed64(0x21, BitConverter.DoubleToUInt64Bits(number));
    }

    /// <summary>Writes a boolean.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, OtlpKey key, bool flag)
    {
        Head(buffer, tag, key, 2);
        buffer.Byte(0x10);
        buffer.Byte(flag ? (byte)1 : (byte)0);
    }

    /// <summary>Writes a number whose key is encoded now.</summary>
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

    /// <summary>Begins a text that is written in pieces; <see cref="CloseText"/> ends it.</summary>
    public static OpenText BeginText(OtlpBuffer buffer, byte tag, OtlpKey key)
    {
        var attribute = buffer.Open(tag);
        buffer.Bytes(key.Field);
        return BeginText(buffer, attribute);
    }

    /// <summary>The same with a key that is encoded now.</summary>
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
        if (ShortAttribute.TryWrite(buffer, tag, new NamedKey(prefix, name), value))
        {
            return;
        }

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

    /// <summary>The part of <paramref name="text"/> that is sent.</summary>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxTextLength)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];
    }

    /// <summary>A value's text in the invariant culture.</summary>
    public static string TextOf(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        catch (Exception)
        {
            // The type belongs to the application and its ToString threw; the span is sent all the same.
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

    private static void Head(OtlpBuffer buffer, byte tag, OtlpKey key, int valueLength)
    {
        var field = key.Field;
        buffer.Byte(tag);
        buffer.Varint((uint)(field.Length + 1 + OtlpBuffer.SizeOf((uint)valueLength) + valueLength));
        buffer.Bytes(field);
        buffer.Byte(Value);
        buffer.Varint((uint)valueLength);
    }

    /// <summary>The offsets at which the messages around a text began.</summary>
    internal readonly record struct OpenText(int Attribute, int Value, int Text);
}

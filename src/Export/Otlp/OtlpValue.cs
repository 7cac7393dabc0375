using System.Collections;

namespace TracedLlm.Export.Otlp;

/// <summary>Values: <c>AnyValue</c> messages of the OTLP protocol.</summary>
internal static class OtlpValue
{
    private const byte Item = 0x0A;

    // Bounds the depth of an array that contains itself.
    private const int MaxDepth = 8;

    /// <summary>Writes a value as the message of the tag given.</summary>
    public static void Write(OtlpBuffer buffer, byte tag, object? value, int depth = 0)
    {
        var start = buffer.Open(tag);
        switch (value)
        {
            case null:
                break;
            case string text:
                buffer.Text(0x0A, OtlpAttribute.Cut(text));
                break;
            case char one:
                buffer.Text(0x0A, [one]);
                break;
            case bool flag:
                buffer.Byte(0x10);
                buffer.Byte(flag ? (byte)1 : (byte)0);
                break;
            case long number:
                Integer(buffer, number);
                break;
            case int number:
                Integer(buffer, number);
                break;
            case double number:
                buffer.Fixed64(0x21, BitConverter.DoubleToUInt64Bits(number));
                break;
            case float number:
                buffer.Fixed64(0x21, BitConverter.DoubleToUInt64Bits(number));
                break;
            case short number:
                Integer(buffer, number);
                break;
            case ushort number:
                Integer(buffer, number);
                break;
            case byte number:
                Integer(buffer, number);
                break;
            case sbyte number:
                Integer(buffer, number);
                break;
            case uint number:
                Integer(buffer, number);
                break;
            case string[] items:
                Strings(buffer, items);
                break;
            case IList items when depth < MaxDepth:
                Items(buffer, items, depth);
                break;
            default:
                buffer.Text(0x0A, OtlpAttribute.Cut(OtlpAttribute.TextOf(value)));
                break;
        }

        buffer.Close(start);
    }

    private static void Integer(OtlpBuffer buffer, long number)
    {
        buffer.Byte(0x18);
        buffer.Varint((ulong)number);
    }

    private static void Strings(OtlpBuffer buffer, string?[] items)
    {
        var start = buffer.Open(0x2A);
        foreach (var item in items)
        {
            var value = buffer.Open(Item);
            if (item is not null)
            {
                buffer.Text(0x0A, OtlpAttribute.Cut(item));
            }

            buffer.Close(value);
        }

        buffer.Close(start);
    }

    private static void Items(OtlpBuffer buffer, IList items, int depth)
    {
        var start = buffer.Open(0x2A);
        try
        {
            foreach (var item in items)
            {
                Write(buffer, Item, item, depth + 1);
            }
        }
        catch (InvalidOperationException)
        {
            // The owner changed the list meanwhile: the items before that are sent.
        }

        buffer.Close(start);
    }
}

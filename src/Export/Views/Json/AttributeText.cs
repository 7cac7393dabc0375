using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Views.Json;

/// <summary>Writes a value of any type as a text.</summary>
internal static class AttributeText
{
    /// <summary>Writes texts as they are, booleans and numbers in JSON's form, and lists as JSON.</summary>
    public static void Write(OtlpBuffer buffer, OtlpKey key, object value)
    {
        if (value is string text)
        {
            OtlpAttribute.Write(buffer, OtlpAttribute.OfSpan, key, text);
            return;
        }

        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key);
        Append(buffer, value);
        OtlpAttribute.CloseText(buffer, open);
    }

    /// <summary>The same with a prefix before the key.</summary>
    public static void Write(OtlpBuffer buffer, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> name, object value)
    {
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, prefix, name);
        Append(buffer, value);
        OtlpAttribute.CloseText(buffer, open);
    }

    /// <summary>The texts of a list, with commas between.</summary>
    public static void WriteJoined(OtlpBuffer buffer, OtlpKey key, object value)
    {
        if (value is not string[] items)
        {
            Write(buffer, key, value);
            return;
        }

        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                buffer.Byte((byte)',');
            }

            buffer.Utf8(items[i]);
        }

        OtlpAttribute.CloseText(buffer, open);
    }

    private static void Append(OtlpBuffer buffer, object value)
    {
        switch (value)
        {
            case string text:
                buffer.Utf8(OtlpAttribute.Cut(text));
                break;
            case bool or string[] or System.Collections.IList or long or int or double or float:
                var json = new JsonOut(buffer);
                json.Value(value);
                break;
            default:
                buffer.Utf8(OtlpAttribute.Cut(OtlpAttribute.TextOf(value)));
                break;
        }
    }
}

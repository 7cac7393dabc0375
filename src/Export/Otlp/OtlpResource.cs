using System.Globalization;
using System.Text;

namespace TracedLlm.Export;

/// <summary>Encodes the messages <c>Resource</c> and <c>InstrumentationScope</c>, once a destination.</summary>
internal static class OtlpResource
{
    private const byte Field1 = (1 << 3) | 2;
    private const byte Field2 = (2 << 3) | 2;
    private const byte BoolValue = 2 << 3;
    private const byte IntValue = 3 << 3;
    private const byte DoubleValue = (4 << 3) | 1;
    private const byte ArrayValue = (5 << 3) | 2;

    /// <summary>A <c>Resource</c>. Of attributes with the same name the last one counts.</summary>
    public static byte[] Resource(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        Dictionary<string, object> last = [];
        foreach (var (name, value) in attributes)
        {
            last[name] = value;
        }

        using var stream = new MemoryStream();
        foreach (var (name, value) in last)
        {
            Message(stream, Field1, keyValue =>
            {
                Text(keyValue, Field1, name);
                Message(keyValue, Field2, any => Any(any, value));
            });
        }

        return stream.ToArray();
    }

    /// <summary>An <c>InstrumentationScope</c>.</summary>
    public static byte[] Scope(string name, string? version)
    {
        using var stream = new MemoryStream();
        Text(stream, Field1, name);
        if (!string.IsNullOrEmpty(version))
        {
            Text(stream, Field2, version);
        }

        return stream.ToArray();
    }

    private static void Any(MemoryStream stream, object value)
    {
        switch (value)
        {
            case bool flag:
                stream.WriteByte(BoolValue);
                stream.WriteByte(flag ? (byte)1 : (byte)0);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                stream.WriteByte(IntValue);
                Number(stream, (ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double:
                stream.WriteByte(DoubleValue);
                stream.Write(BitConverter.GetBytes(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
                break;
            case Array items:
                Message(stream, ArrayValue, array =>
                {
                    foreach (var item in items)
                    {
                        Message(array, Field1, any => Any(any, item ?? ""));
                    }
                });
                break;
            default:
                Text(stream, Field1, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static void Message(MemoryStream stream, byte tag, Action<MemoryStream> write)
    {
        using var inner = new MemoryStream();
        write(inner);
        stream.WriteByte(tag);
        Number(stream, (ulong)inner.Length);
        inner.WriteTo(stream);
    }

    private static void Text(MemoryStream stream, byte tag, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        stream.WriteByte(tag);
        Number(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Number(MemoryStream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxSize];
        stream.Write(bytes[..Varint.Write(bytes, value)]);
    }
}

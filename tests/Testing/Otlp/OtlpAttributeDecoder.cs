using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary><c>KeyValue</c> and <c>AnyValue</c> of opentelemetry/proto/common/v1/common.proto.</summary>
internal static class OtlpAttributeDecoder
{
    public static KeyValuePair<string, object?> KeyValue(ByteString message)
    {
        var key = "";
        object? value = null;
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: key = reader.Text(); break;
                case 2: value = AnyValue(reader.Message()); break;
                default: reader.Skip(); break;
            }
        }

        return KeyValuePair.Create(key, value);
    }

    public static object? AnyValue(ByteString message)
    {
        object? value = null;
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: value = reader.Text(); break;
                case 2: value = reader.Int64() != 0; break;
                case 3: value = reader.Int64(); break;
                case 4: value = reader.Double(); break;
                case 5: value = Values(reader.Message()).Select(AnyValue).ToArray(); break;
                case 6: value = new ReceivedAttributes(Values(reader.Message()).Select(KeyValue)); break;
                case 7: value = reader.Message().ToByteArray(); break;
                default: reader.Skip(); break;
            }
        }

        return value;
    }

    /// <summary>Both <c>ArrayValue</c> and <c>KeyValueList</c> repeat their items in field 1.</summary>
    private static List<ByteString> Values(ByteString message)
    {
        List<ByteString> values = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: values.Add(reader.Message()); break;
                default: reader.Skip(); break;
            }
        }

        return values;
    }
}

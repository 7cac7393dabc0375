using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary>The export requests of the three signals. Their fields have the same numbers: resources, in them scopes, in them items.</summary>
internal static class OtlpEnvelope
{
    /// <summary>The items of an export request, in the request's order.</summary>
    /// <exception cref="InvalidDataException">Broken protobuf, or a field of the wrong wire type.</exception>
    public static List<T> Decode<T>(ReadOnlySpan<byte> request, Func<OtlpItem, T> decode)
    {
        try
        {
            return [.. Messages(ByteString.CopyFrom(request), field: 1).SelectMany(OfResource).Select(decode)];
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static IEnumerable<OtlpItem> OfResource(ByteString message)
    {
        var resource = new ReceivedAttributes(Messages(message, field: 1)
            .SelectMany(one => Messages(one, field: 1))
            .Select(OtlpAttributeDecoder.KeyValue));
        return Messages(message, field: 2).SelectMany(scope => OfScope(scope, resource));
    }

    private static IEnumerable<OtlpItem> OfScope(ByteString message, ReceivedAttributes resource)
    {
        var (name, version) = Scope(Messages(message, field: 1).LastOrDefault(ByteString.Empty));
        var schema = Messages(message, field: 3).LastOrDefault(ByteString.Empty).ToStringUtf8();
        return Messages(message, field: 2).Select(item => new OtlpItem(item, resource, name, version, schema));
    }

    private static (string Name, string Version) Scope(ByteString message)
    {
        var (name, version) = ("", "");
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: name = reader.Text(); break;
                case 2: version = reader.Text(); break;
                default: reader.Skip(); break;
            }
        }

        return (name, version);
    }

    private static List<ByteString> Messages(ByteString message, int field)
    {
        List<ByteString> messages = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                messages.Add(reader.Message());
            }
            else
            {
                reader.Skip();
            }
        }

        return messages;
    }
}

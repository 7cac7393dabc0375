using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary><c>ExportTraceServiceRequest</c>, decoded field by field so that no generated protobuf code is needed.</summary>
public static class OtlpTraceDecoder
{
    /// <summary>The spans of an export request, in the request's order.</summary>
    /// <exception cref="InvalidDataException">
    /// Broken protobuf, a field of the wrong wire type, text that is not UTF-8, or an id of the wrong length.
    /// </exception>
    public static IReadOnlyList<ReceivedSpan> Decode(ReadOnlySpan<byte> request) => Decode(request, anyIds: false);

    /// <summary>The spans of an export request whose ids may have any length or be absent, for backends that validate ids themselves.</summary>
    internal static IReadOnlyList<ReceivedSpan> DecodeWithAnyIds(ReadOnlySpan<byte> request) => Decode(request, anyIds: true);

    private static IReadOnlyList<ReceivedSpan> Decode(ReadOnlySpan<byte> request, bool anyIds)
    {
        try
        {
            return [.. Messages(ByteString.CopyFrom(request), field: 1).SelectMany(message => ResourceSpans(message, anyIds))];
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static IEnumerable<ReceivedSpan> ResourceSpans(ByteString message, bool anyIds)
    {
        var resource = new ReceivedAttributes(Messages(message, field: 1)
            .SelectMany(one => Messages(one, field: 1))
            .Select(OtlpAttributeDecoder.KeyValue));
        return Messages(message, field: 2).SelectMany(scope => ScopeSpans(scope, resource, anyIds));
    }

    private static IEnumerable<ReceivedSpan> ScopeSpans(ByteString message, ReceivedAttributes resource, bool anyIds)
    {
        var (name, version) = Scope(Messages(message, field: 1).LastOrDefault(ByteString.Empty));
        var schema = Messages(message, field: 3).LastOrDefault(ByteString.Empty).ToStringUtf8();
        return Messages(message, field: 2)
            .Select(span => OtlpSpanDecoder.Span(span, anyIds) with { ScopeName = name, ScopeVersion = version, SchemaUrl = schema, Resource = resource });
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

using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary><c>ExportLogsServiceRequest</c>, decoded field by field.</summary>
public static class OtlpLogsDecoder
{
    /// <summary>The log records of an export request, in the request's order.</summary>
    /// <exception cref="InvalidDataException">
    /// Broken protobuf, a field of the wrong wire type, text that is not UTF-8, or an id of the wrong length.
    /// </exception>
    public static IReadOnlyList<ReceivedLog> Decode(ReadOnlySpan<byte> request) => OtlpEnvelope.Decode(
        request,
        static item => Record(item.Message) with { ScopeName = item.ScopeName, ScopeVersion = item.ScopeVersion, Resource = item.Resource });

    /// <summary><c>LogRecord</c> of opentelemetry/proto/logs/v1/logs.proto.</summary>
    private static ReceivedLog Record(ByteString message)
    {
        var log = new ReceivedLog();
        List<KeyValuePair<string, object?>> attributes = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: log = log with { TimeUnixNano = reader.Fixed64() }; break;
                case 2: log = log with { SeverityNumber = (int)reader.Int64() }; break;
                case 3: log = log with { SeverityText = reader.Text() }; break;
                case 5: log = log with { Body = OtlpAttributeDecoder.AnyValue(reader.Message()) }; break;
                case 6: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                case 7: log = log with { DroppedAttributesCount = reader.UInt32() }; break;
                case 8: log = log with { Flags = reader.Fixed32() }; break;
                case 9: log = log with { TraceId = reader.Id(16) }; break;
                case 10: log = log with { SpanId = reader.Id(8) }; break;
                case 12: log = log with { EventName = reader.Text() }; break;
                default: reader.Skip(); break;
            }
        }

        return log with { Attributes = new ReceivedAttributes(attributes) };
    }
}

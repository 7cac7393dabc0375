using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary><c>Span</c> of opentelemetry/proto/trace/v1/trace.proto.</summary>
internal static class OtlpSpanDecoder
{
    /// <param name="message">The message.</param>
    /// <param name="anyIds">Whether ids may have any length or be absent, because some backends validate ids themselves.</param>
    public static ReceivedSpan Span(ByteString message, bool anyIds)
    {
        var (traceId, spanId) = anyIds ? (0, 0) : (16, 8);
        var span = new ReceivedSpan { TraceId = "", SpanId = "", Name = "", Kind = ReceivedSpanKind.Unspecified };
        List<KeyValuePair<string, object?>> attributes = [];
        List<ReceivedEvent> events = [];
        List<ReceivedLink> links = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: span = span with { TraceId = reader.Id(traceId) }; break;
                case 2: span = span with { SpanId = reader.Id(spanId) }; break;
                case 3: span = span with { TraceState = reader.Text() }; break;
                case 4: span = span with { ParentSpanId = reader.Id(spanId) }; break;
                case 5: span = span with { Name = reader.Text() }; break;
                case 6: span = span with { Kind = (ReceivedSpanKind)reader.Int64() }; break;
                case 7: span = span with { StartUnixNano = reader.Fixed64() }; break;
                case 8: span = span with { EndUnixNano = reader.Fixed64() }; break;
                case 9: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                case 10: span = span with { DroppedAttributesCount = reader.UInt32() }; break;
                case 11: events.Add(Event(reader.Message())); break;
                case 12: span = span with { DroppedEventsCount = reader.UInt32() }; break;
                case 13: links.Add(Link(reader.Message())); break;
                case 14: span = span with { DroppedLinksCount = reader.UInt32() }; break;
                case 15: span = WithStatus(span, reader.Message()); break;
                case 16: span = span with { Flags = reader.Fixed32() }; break;
                default: reader.Skip(); break;
            }
        }

        return !anyIds && span is ({ TraceId: "" } or { SpanId: "" })
            ? throw new InvalidDataException($"The span '{span.Name}' lacks its trace id or span id.")
            : span with { Attributes = new ReceivedAttributes(attributes), Events = events, Links = links };
    }

    private static ReceivedSpan WithStatus(ReceivedSpan span, ByteString message)
    {
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: span = span with { StatusMessage = reader.Text() }; break;
                case 3: span = span with { Status = (ReceivedStatus)reader.Int64() }; break;
                default: reader.Skip(); break;
            }
        }

        return span;
    }

    private static ReceivedEvent Event(ByteString message)
    {
        var received = new ReceivedEvent("", 0, ReceivedAttributes.Empty);
        List<KeyValuePair<string, object?>> attributes = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: received = received with { TimeUnixNano = reader.Fixed64() }; break;
                case 2: received = received with { Name = reader.Text() }; break;
                case 3: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                case 4: received = received with { DroppedAttributesCount = reader.UInt32() }; break;
                default: reader.Skip(); break;
            }
        }

        return received with { Attributes = new ReceivedAttributes(attributes) };
    }

    private static ReceivedLink Link(ByteString message)
    {
        var link = new ReceivedLink("", "", ReceivedAttributes.Empty);
        List<KeyValuePair<string, object?>> attributes = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: link = link with { TraceId = reader.Id(16) }; break;
                case 2: link = link with { SpanId = reader.Id(8) }; break;
                case 3: link = link with { TraceState = reader.Text() }; break;
                case 4: attributes.Add(OtlpAttributeDecoder.KeyValue(reader.Message())); break;
                case 5: link = link with { DroppedAttributesCount = reader.UInt32() }; break;
                case 6: link = link with { Flags = reader.Fixed32() }; break;
                default: reader.Skip(); break;
            }
        }

        return link with { Attributes = new ReceivedAttributes(attributes) };
    }
}

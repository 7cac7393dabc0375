using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Tests.Otlp;

public sealed class OtlpTraceDecoderTests
{
    [Fact]
    public void An_empty_request_has_no_spans()
    {
        var spans = OtlpTraceDecoder.Decode([]);

        Assert.Empty(spans);
    }

    [Fact]
    public void A_bare_span_has_empty_fields_rather_than_defaults_of_its_own()
    {
        var span = Assert.Single(OtlpTraceDecoder.Decode(ExportRequests.WithSpan(ExportRequests.Span("bare"))));

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId);
        Assert.Equal("b7ad6b7169203331", span.SpanId);
        Assert.Equal("", span.ParentSpanId);
        Assert.Equal(ReceivedSpanKind.Unspecified, span.Kind);
        Assert.Equal(ReceivedStatus.Unset, span.Status);
        Assert.Empty(span.Attributes);
    }

    [Fact]
    public void Scope_and_resource_may_follow_the_spans()
    {
        var scope = new ProtobufMessage().Text(1, "TracedLlm").Text(2, "0.1.0");
        var attribute = new ProtobufMessage().Text(1, "service.name").Message(2, new ProtobufMessage().Text(1, "gateway"));
        var scopeSpans = new ProtobufMessage().Message(2, ExportRequests.Span()).Message(1, scope);
        var resourceSpans = new ProtobufMessage().Message(2, scopeSpans).Message(1, new ProtobufMessage().Message(1, attribute));

        var span = Assert.Single(OtlpTraceDecoder.Decode(new ProtobufMessage().Message(1, resourceSpans).ToArray()));

        Assert.Equal("TracedLlm", span.ScopeName);
        Assert.Equal("0.1.0", span.ScopeVersion);
        Assert.Equal("gateway", span.Resource["service.name"]);
    }

    [Fact]
    public void Bytes_nested_lists_and_absent_values_are_kept()
    {
        var nested = new ProtobufMessage().Text(1, "inner").Message(2, new ProtobufMessage().Varint(3, 7));
        var request = ExportRequests.WithSpan(ExportRequests.Span()
            .Message(9, new ProtobufMessage().Text(1, "bytes").Message(2, new ProtobufMessage().Bytes(7, 1, 2)))
            .Message(9, new ProtobufMessage().Text(1, "list").Message(2, new ProtobufMessage().Message(6, new ProtobufMessage().Message(1, nested))))
            .Message(9, new ProtobufMessage().Text(1, "absent").Message(2, new ProtobufMessage())));

        var span = Assert.Single(OtlpTraceDecoder.Decode(request));

        Assert.Equal("{bytes=bytes(0102), list={inner=7}, absent=null}", span.Attributes.ToString());
    }

    [Fact]
    public void A_key_that_occurs_twice_is_kept_twice()
    {
        var attribute = new ProtobufMessage().Text(1, "key").Message(2, new ProtobufMessage().Varint(2, 1));

        var span = Assert.Single(OtlpTraceDecoder.Decode(ExportRequests.WithSpan(
            ExportRequests.Span().Message(9, attribute).Message(9, attribute))));

        Assert.Equal(["key", "key"], span.Attributes.Keys);
    }

    [Fact]
    public void Dropped_counts_are_read()
    {
        var span = Assert.Single(OtlpTraceDecoder.Decode(ExportRequests.WithSpan(
            ExportRequests.Span().Varint(10, 1).Varint(12, 2).Varint(14, 3))));

        Assert.Equal((1u, 2u, 3u), (span.DroppedAttributesCount, span.DroppedEventsCount, span.DroppedLinksCount));
    }

    [Fact]
    public void Unknown_fields_are_skipped()
    {
        var span = ExportRequests.Span().Text(99, "later").Fixed64(98, 1).Varint(97, 1);

        var decoded = Assert.Single(OtlpTraceDecoder.Decode(ExportRequests.WithSpan(span)));

        Assert.Equal("span", decoded.Name);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "8 bytes instead of 16", ExportRequests.WithSpan(new ProtobufMessage().Bytes(1, ExportRequests.SpanId).Bytes(2, ExportRequests.SpanId)) },
        { "lacks its trace id", ExportRequests.WithSpan(new ProtobufMessage().Text(5, "no ids")) },
        { "not UTF-8", ExportRequests.WithAttribute(new ProtobufMessage().Bytes(1, 0xE2, 0x82)) },
        { "wire type Varint instead of LengthDelimited", ExportRequests.WithSpan(ExportRequests.Span().Varint(5, 1)) },
        { "wire type Varint instead of Fixed64", ExportRequests.WithSpan(ExportRequests.Span().Varint(7, 1)) },
        { "input ended unexpectedly", [.. ExportRequests.WithSpan(ExportRequests.Span()).SkipLast(1)] },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_requests_are_refused(string reason, byte[] request)
    {
        var exception = Assert.Throws<InvalidDataException>(() => OtlpTraceDecoder.Decode(request));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}

namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>Export requests of one span, written by hand.</summary>
internal static class ExportRequests
{
    public static byte[] TraceId { get; } = Convert.FromHexString("0af7651916cd43dd8448eb211c80319c");

    public static byte[] SpanId { get; } = Convert.FromHexString("b7ad6b7169203331");

    public static ProtobufMessage Span(string name = "span") =>
        new ProtobufMessage().Bytes(1, TraceId).Bytes(2, SpanId).Text(5, name);

    public static byte[] WithSpan(ProtobufMessage span) =>
        new ProtobufMessage().Message(1, new ProtobufMessage().Message(2, new ProtobufMessage().Message(2, span))).ToArray();

    public static byte[] WithAttribute(ProtobufMessage anyValue) =>
        WithSpan(Span().Message(9, new ProtobufMessage().Text(1, "key").Message(2, anyValue)));
}

using TracedLlm.Testing.Tests.Otlp;

namespace TracedLlm.Testing.Tests.Backends;

/// <summary>An export request of spans with attributes, written by hand.</summary>
internal static class AttributedSpan
{
    public static byte[] Request(params (string Key, object Value)[] attributes) => ExportRequests.WithSpan(AddAttributes(ExportRequests.Span(), attributes));

    public static byte[] Requests(params IEnumerable<ProtobufMessage> spans)
    {
        var scope = new ProtobufMessage();
        foreach (var span in spans)
        {
            scope.Message(2, span);
        }

        return new ProtobufMessage().Message(1, new ProtobufMessage().Message(2, scope)).ToArray();
    }

    public static ProtobufMessage Span(byte id, byte parent, string name, params (string Key, object Value)[] attributes)
    {
        var span = new ProtobufMessage().Bytes(1, ExportRequests.TraceId).Bytes(2, Id(id)).Text(5, name).Fixed64(7, id);
        return AddAttributes(parent == 0 ? span : span.Bytes(4, Id(parent)), attributes);
    }

    private static byte[] Id(byte last) => [0, 0, 0, 0, 0, 0, 0, last];

    private static ProtobufMessage AddAttributes(ProtobufMessage span, (string Key, object Value)[] attributes)
    {
        foreach (var (key, value) in attributes)
        {
            span.Message(9, new ProtobufMessage().Text(1, key).Message(2, Value(value)));
        }

        return span;
    }

    private static ProtobufMessage Value(object value) => value switch
    {
        string text => new ProtobufMessage().Text(1, text),
        bool flag => new ProtobufMessage().Varint(2, flag ? 1 : 0),
        int number => new ProtobufMessage().Varint(3, number),
        double number => new ProtobufMessage().Fixed64(4, BitConverter.DoubleToUInt64Bits(number)),
        string[] list => new ProtobufMessage().Message(5, list.Aggregate(new ProtobufMessage(), (items, item) => items.Message(1, Value(item)))),
        _ => throw new ArgumentException($"{value.GetType()}"),
    };
}

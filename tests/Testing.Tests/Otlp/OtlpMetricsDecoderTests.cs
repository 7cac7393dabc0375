using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Tests.Otlp;

public sealed class OtlpMetricsDecoderTests
{
    private static readonly ProtobufMessage Counts = Packed(1, 0);

    [Fact]
    public void An_empty_request_has_no_metrics()
    {
        Assert.Empty(OtlpMetricsDecoder.Decode([]));
        Assert.Empty(OtlpLogsDecoder.Decode([]));
    }

    [Fact]
    public void Buckets_must_fit_the_bounds()
    {
        var point = new ProtobufMessage().Fixed64(4, 1).Message(6, Counts).Message(7, Packed(0, 0));

        Assert.Contains("2 bounds", Assert.Throws<InvalidDataException>(() => OtlpMetricsDecoder.Decode(Histogram(point))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buckets_must_add_up_to_the_count()
    {
        var point = new ProtobufMessage().Fixed64(4, 2).Message(6, Counts).Message(7, Packed(0));

        Assert.Contains("2 values", Assert.Throws<InvalidDataException>(() => OtlpMetricsDecoder.Decode(Histogram(point))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_without_data_is_refused()
    {
        var request = Request(new ProtobufMessage().Text(1, "empty"));

        Assert.Contains("'empty'", Assert.Throws<InvalidDataException>(() => OtlpMetricsDecoder.Decode(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exponential_histogram_has_its_count_and_sum()
    {
        var point = new ProtobufMessage().Fixed64(4, 2).Fixed64(5, BitConverter.DoubleToUInt64Bits(3.5));
        var request = Request(new ProtobufMessage().Text(1, "size").Message(10, new ProtobufMessage().Message(1, point).Varint(2, 2)));

        Assert.Equal("size [] ExponentialHistogram, Cumulative\n  {} count=2 sum=3.5", Assert.Single(OtlpMetricsDecoder.Decode(request)).ToString());
    }

    private static ProtobufMessage Packed(params ulong[] values) =>
        values.Aggregate(new ProtobufMessage(), static (message, value) => message.Raw(BitConverter.GetBytes(value)));

    private static byte[] Histogram(ProtobufMessage point) =>
        Request(new ProtobufMessage().Text(1, "size").Message(9, new ProtobufMessage().Message(1, point)));

    private static byte[] Request(ProtobufMessage metric) =>
        new ProtobufMessage().Message(1, new ProtobufMessage().Message(2, new ProtobufMessage().Message(2, metric))).ToArray();
}

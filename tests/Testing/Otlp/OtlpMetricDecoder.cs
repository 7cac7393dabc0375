using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary><c>Metric</c> of opentelemetry/proto/metrics/v1/metrics.proto.</summary>
internal static class OtlpMetricDecoder
{
    public static ReceivedMetric Metric(ByteString message)
    {
        var metric = new ReceivedMetric { Name = "", Kind = ReceivedMetricKind.Unspecified };
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: metric = metric with { Name = reader.Text() }; break;
                case 2: metric = metric with { Description = reader.Text() }; break;
                case 3: metric = metric with { Unit = reader.Text() }; break;
                case 5: metric = WithPoints(metric with { Kind = ReceivedMetricKind.Gauge }, reader.Message(), OtlpPointDecoder.Number); break;
                case 7: metric = WithPoints(metric with { Kind = ReceivedMetricKind.Sum }, reader.Message(), OtlpPointDecoder.Number); break;
                case 9: metric = WithPoints(metric with { Kind = ReceivedMetricKind.Histogram }, reader.Message(), OtlpPointDecoder.Histogram); break;
                case 10: metric = WithPoints(metric with { Kind = ReceivedMetricKind.ExponentialHistogram }, reader.Message(), OtlpPointDecoder.ExponentialHistogram); break;
                default: reader.Skip(); break;
            }
        }

        return metric is { Name: "" } or { Kind: ReceivedMetricKind.Unspecified }
            ? throw new InvalidDataException($"The metric '{metric.Name}' lacks its name or its data.")
            : metric;
    }

    // Gauge, Sum, Histogram and ExponentialHistogram give the same field the same number.
    private static ReceivedMetric WithPoints(ReceivedMetric metric, ByteString message, Func<ByteString, ReceivedPoint> decode)
    {
        List<ReceivedPoint> points = [];
        var reader = new OtlpFieldReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: points.Add(decode(reader.Message())); break;
                case 2: metric = metric with { Temporality = (ReceivedTemporality)reader.Int64() }; break;
                case 3: metric = metric with { IsMonotonic = reader.Int64() != 0 }; break;
                default: reader.Skip(); break;
            }
        }

        return metric with { Points = points };
    }
}

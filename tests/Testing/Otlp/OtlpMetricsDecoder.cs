namespace TracedLlm.Testing.Otlp;

/// <summary><c>ExportMetricsServiceRequest</c>, decoded field by field.</summary>
public static class OtlpMetricsDecoder
{
    /// <summary>The metrics of an export request, in the request's order.</summary>
    /// <exception cref="InvalidDataException">
    /// Broken protobuf, a field of the wrong wire type, text that is not UTF-8, an id of the wrong length, or buckets that do not
    /// fit the bounds.
    /// </exception>
    public static IReadOnlyList<ReceivedMetric> Decode(ReadOnlySpan<byte> request) => OtlpEnvelope.Decode(
        request,
        static item => OtlpMetricDecoder.Metric(item.Message) with
        {
            ScopeName = item.ScopeName,
            ScopeVersion = item.ScopeVersion,
            Resource = item.Resource,
        });
}

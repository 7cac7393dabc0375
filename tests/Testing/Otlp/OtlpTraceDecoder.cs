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

    private static List<ReceivedSpan> Decode(ReadOnlySpan<byte> request, bool anyIds) => OtlpEnvelope.Decode(
        request,
        item => OtlpSpanDecoder.Span(item.Message, anyIds) with
        {
            ScopeName = item.ScopeName,
            ScopeVersion = item.ScopeVersion,
            SchemaUrl = item.SchemaUrl,
            Resource = item.Resource,
        });
}

using System.Buffers.Binary;

namespace TracedLlm.Export.Otlp;

/// <summary>Reads the trace of an encoded span.</summary>
internal static class OtlpTraceIdReader
{
    private const byte TraceIdTag = 0x0A;
    private const int TraceIdLength = 16;

    /// <summary>The trace id, which is the first field of every span that <see cref="OtlpSpan"/> writes; <see langword="default"/> if it is not.</summary>
    /// <param name="span">An entry of <c>ScopeSpans.spans</c>: tag, length and message.</param>
    public static OtlpTraceId Read(ReadOnlySpan<byte> span)
    {
        var message = span[1..];
        return Varint.TryRead(ref message, out _) && message.Length >= TraceIdLength + 2 && message[0] == TraceIdTag && message[1] == TraceIdLength
            ? new(BinaryPrimitives.ReadUInt64BigEndian(message[2..]), BinaryPrimitives.ReadUInt64BigEndian(message[10..]))
            : default;
    }
}

namespace TracedLlm.Export;

/// <summary>What an <c>ExportTraceServiceResponse</c> says of spans that were not taken.</summary>
internal static class PartialSuccess
{
    /// <summary>
    /// How many spans were rejected. Some backends answer JSON or HTML to protobuf: what is no such message rejects nothing, and
    /// success stays success.
    /// </summary>
    public static long RejectedSpans(ReadOnlySpan<byte> response)
    {
        long rejected = 0;
        var fields = new ProtobufFields(response);
        while (fields.Next())
        {
            if (fields.Number == 1)
            {
                var inner = new ProtobufFields(fields.Bytes);
                while (inner.Next())
                {
                    rejected = inner.Number == 1 ? (long)Math.Min(inner.Value, long.MaxValue) : rejected;
                }

                rejected = inner.IsBroken ? 0 : rejected;
            }
        }

        return fields.IsBroken ? 0 : rejected;
    }
}

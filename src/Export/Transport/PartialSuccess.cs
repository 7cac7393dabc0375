using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>Reads how many spans an <c>ExportTraceServiceResponse</c> rejects.</summary>
internal static class PartialSuccess
{
    /// <summary>
    /// How many spans were rejected. Some backends answer protobuf with JSON or HTML: an answer that is no such message
    /// rejects no span.
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
                    // A number below zero, which protobuf allows, says nothing.
                    rejected = inner.Number == 1 ? Math.Max((long)inner.Value, 0) : rejected;
                }

                rejected = inner.IsBroken ? 0 : rejected;
            }
        }

        return fields.IsBroken ? 0 : rejected;
    }
}

using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary><c>ExportTraceServiceResponse</c>: empty, or with <c>partial_success</c>.</summary>
internal static class OtlpExportResponse
{
    public static byte[] Encode(OtlpAnswer answer)
    {
        if (answer is { RejectedSpans: 0, RejectionMessage: "" })
        {
            return [];
        }

        var partialSuccess = Write(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(answer.RejectedSpans);
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString(answer.RejectionMessage);
        });
        return Write(output =>
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(partialSuccess));
        });
    }

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }
}

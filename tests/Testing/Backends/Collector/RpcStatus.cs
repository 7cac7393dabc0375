using Google.Protobuf;

namespace TracedLlm.Testing.Backends;

/// <summary><c>google.rpc.Status</c>: the body of OTLP's errors.</summary>
internal static class RpcStatus
{
    public static byte[] Encode(int code, string message)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt32(code);
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString(message);
        }

        return stream.ToArray();
    }
}

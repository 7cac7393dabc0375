using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Transport;

/// <summary>The question to ask where the bytes of an answer are not those of the protocol that was spoken.</summary>
internal static class PortHint
{
    /// <summary>The question, with a separator before it; empty if the error has another reason.</summary>
    public static string Find(HttpRequestError error, OtlpProtocol protocol) => (error, protocol) switch
    {
        (HttpRequestError.InvalidResponse, OtlpProtocol.HttpProtobuf) => "; is it a gRPC port?",
        (HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError, OtlpProtocol.Grpc) => "; is it an HTTP port?",
        _ => "",
    };
}

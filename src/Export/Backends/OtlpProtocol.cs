namespace TracedLlm.Export;

/// <summary>How spans travel to a backend.</summary>
internal enum OtlpProtocol
{
    /// <summary>OTLP over HTTP as protobuf: <c>http/protobuf</c>.</summary>
    HttpProtobuf,

    /// <summary>OTLP over gRPC: <c>grpc</c>.</summary>
    Grpc,
}

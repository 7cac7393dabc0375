namespace TracedLlm.Export.Backends;

/// <summary>The protocol of requests to a backend.</summary>
internal enum OtlpProtocol
{
    /// <summary>OTLP over HTTP as protobuf: <c>http/protobuf</c>.</summary>
    HttpProtobuf,

    /// <summary>OTLP over gRPC: <c>grpc</c>.</summary>
    Grpc,
}

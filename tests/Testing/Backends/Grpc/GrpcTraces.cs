using System.Buffers.Binary;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>The trace service of OTLP over gRPC, written by hand: frames, message encodings, and refusals by the protocol.</summary>
internal static class GrpcTraces
{
    private const string Method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const int FrameHead = 5;

    /// <summary>Reads the export request of a call; <paramref name="judge"/> decides on the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="judge">Returns an export response without a frame, or a refusal.</param>
    public static BackendReply Serve(BackendCall call, Func<IReadOnlyList<ReceivedSpan>, BackendReply> judge)
    {
        if (call.Method != "POST" || !IsGrpc(call.Header("content-type")))
        {
            return BackendReply.Refuse(415, $"'{call.Header("content-type")}' is not gRPC.");
        }

        if (call.Path != Method)
        {
            return BackendReply.RefuseGrpc(GrpcStatusCode.Unimplemented, $"There is no method {call.Path}.");
        }

        if (call.Header("te") != "trailers")
        {
            return BackendReply.RefuseGrpc(GrpcStatusCode.Internal, "A call says that it takes trailers.");
        }

        try
        {
            var message = Unframe(call);
            var spans = OtlpTraceDecoder.DecodeWithAnyIds(message);
            return Frame(judge(spans)) with { Message = message, Spans = spans };
        }
        catch (NotSupportedException e)
        {
            return BackendReply.RefuseGrpc(GrpcStatusCode.Unimplemented, e.Message);
        }
        catch (InvalidDataException e)
        {
            return BackendReply.RefuseGrpc(GrpcStatusCode.Internal, e.Message);
        }
    }

    private static bool IsGrpc(string contentType) => contentType is "application/grpc" or "application/grpc+proto";

    private static byte[] Unframe(BackendCall call)
    {
        var body = call.Body;
        if (body.Length < FrameHead || BinaryPrimitives.ReadUInt32BigEndian(body.Span[1..]) != body.Length - FrameHead)
        {
            throw new InvalidDataException("The body is not one whole frame.");
        }

        var message = body[FrameHead..];
        return (body.Span[0], call.Header("grpc-encoding")) switch
        {
            (0, _) => message.ToArray(),
            (1, "gzip") => ContentCoding.Gunzip(message),
            (1, "deflate") => ContentCoding.Inflate(message),
            (1, "" or "identity") => throw new InvalidDataException("The frame is compressed, and nothing says how."),
            (1, var encoding) => throw new NotSupportedException($"The encoding {encoding} is not known."),
            (var flag, _) => throw new InvalidDataException($"A frame begins with {flag}."),
        };
    }

    private static BackendReply Frame(BackendReply reply)
    {
        if (reply.GrpcStatus != 0)
        {
            return reply;
        }

        var frame = new byte[FrameHead + reply.Body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)reply.Body.Length);
        reply.Body.Span.CopyTo(frame.AsSpan(FrameHead));
        return reply with { Body = frame, ContentType = "application/grpc" };
    }
}

using System.Text;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>The result of a backend's rules for a request.</summary>
internal sealed record BackendReply
{
    public required int StatusCode { get; init; }

    public string ContentType { get; init; } = "application/json";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The export request, decompressed and without its gRPC frame.</summary>
    public ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The spans in it.</summary>
    public IReadOnlyList<ReceivedSpan> Spans { get; init; } = [];

    /// <summary>Stores the accepted spans; <see langword="null"/> if no span is accepted.</summary>
    public Action? Take { get; init; }

    /// <summary>The gRPC status; -1 for an HTTP answer.</summary>
    public int GrpcStatus { get; init; } = -1;

    /// <summary>The reason of a refusal.</summary>
    public string? Refusal { get; init; }

    public static BackendReply Refuse(int statusCode, string refusal, string contentType = "text/plain", ReadOnlyMemory<byte>? body = null) => new()
    {
        StatusCode = statusCode,
        Refusal = refusal,
        ContentType = contentType,
        Body = body ?? Encoding.UTF8.GetBytes(refusal),
    };

    public static BackendReply RefuseGrpc(int status, string refusal) => new()
    {
        StatusCode = 200,
        GrpcStatus = status,
        ContentType = "application/grpc",
        Refusal = refusal,
    };
}

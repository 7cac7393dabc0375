using System.Text;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>What a backend's rules make of a request.</summary>
internal sealed record BackendReply
{
    public required int StatusCode { get; init; }

    public string ContentType { get; init; } = "application/json";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The export request, inflated and out of its frame.</summary>
    public ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The spans in it.</summary>
    public IReadOnlyList<ReceivedSpan> Spans { get; init; } = [];

    /// <summary>Keeps what is taken; <see langword="null"/> if nothing is.</summary>
    public Action? Take { get; init; }

    /// <summary>The status of gRPC; -1 where the answer is one of HTTP.</summary>
    public int GrpcStatus { get; init; } = -1;

    /// <summary>Why it is refused.</summary>
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

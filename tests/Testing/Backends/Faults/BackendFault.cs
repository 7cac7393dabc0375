using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TracedLlm.Testing.Backends;

/// <summary>A fault of one request to a backend; it replaces the backend's rules.</summary>
public sealed record BackendFault
{
    /// <summary>The connection is reset after the request has arrived; no span is stored.</summary>
    public static BackendFault Reset { get; } = new() { Break = BackendBreak.BeforeTaking };

    /// <summary>The spans are stored and the connection is reset without an answer.</summary>
    public static BackendFault ResetAfterTaking { get; } = new() { Break = BackendBreak.AfterTaking };

    /// <summary>The spans are stored and the connection breaks in the middle of the answer.</summary>
    public static BackendFault HalfAnswer { get; } = new() { Break = BackendBreak.HalfAnswer };

    /// <summary>The status that replaces the backend's status; no span is stored unless it is 200.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Headers of the answer.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The gRPC status that replaces the backend's status; no span is stored.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>The body of an answered status.</summary>
    public string Body { get; init; } = "";

    /// <summary>The content type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>Changes the request before the backend reads it; <see langword="null"/> for no change.</summary>
    internal Func<BackendCall, BackendCall>? Change { get; init; }

    /// <summary>The backend waits for this task before it reads the request.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    /// <summary>The backend stores the spans and waits for this task before it answers.</summary>
    public Task BeforeAnswer { get; init; } = Task.CompletedTask;

    /// <summary>The place at which the connection breaks.</summary>
    public BackendBreak Break { get; init; }

    /// <summary>An HTTP status, also for gRPC, as a proxy in front of the backend answers.</summary>
    public static BackendFault Status(int statusCode, params (string Name, string Value)[] headers) =>
        new() { StatusCode = statusCode, Headers = headers };

    /// <summary>A gRPC status.</summary>
    /// <param name="status">The number, 14 for UNAVAILABLE.</param>
    /// <param name="details">Trailers, such as <c>grpc-status-details-bin</c>.</param>
    public static BackendFault Grpc(int status, params (string Name, string Value)[] details) =>
        new() { GrpcStatus = status, Headers = details };

    /// <summary>The body's first byte is changed.</summary>
    public static BackendFault Mangled { get; } = new()
    {
        Change = static call => call with { Body = (byte[])[(byte)~call.Body.Span[0], .. call.Body.Span[1..]] },
    };

    /// <summary>A proxy changes the content type.</summary>
    public static BackendFault Retyped(string contentType) => new()
    {
        Change = call => call with { Headers = new HeaderDictionary(new Dictionary<string, StringValues>(call.Headers, StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = contentType }) },
    };

    /// <summary>Neither stores nor answers until <paramref name="released"/>, then applies the rules.</summary>
    public static BackendFault Hang(Task released) => new() { Before = released };

    /// <summary>Stores the spans immediately and answers late.</summary>
    public static BackendFault SlowAnswer(Task released) => new() { BeforeAnswer = released };
}

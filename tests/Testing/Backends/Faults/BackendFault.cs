namespace TracedLlm.Testing.Backends;

/// <summary>What goes wrong with one request to a backend, in place of what its rules would do.</summary>
public sealed record BackendFault
{
    /// <summary>The connection is reset as soon as the request is there; nothing is taken.</summary>
    public static BackendFault Reset { get; } = new() { Break = BackendBreak.BeforeTaking };

    /// <summary>What was sent is taken, and the connection reset without an answer.</summary>
    public static BackendFault ResetAfterTaking { get; } = new() { Break = BackendBreak.AfterTaking };

    /// <summary>What was sent is taken, and the connection breaks in the middle of the answer.</summary>
    public static BackendFault HalfAnswer { get; } = new() { Break = BackendBreak.HalfAnswer };

    /// <summary>The status answered in place of the backend's own; nothing is taken unless it is 200.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Headers of the answer.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The status that gRPC answers in place of the backend's own; nothing is taken.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>The body of an answered status.</summary>
    public string Body { get; init; } = "";

    /// <summary>The content type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>Nothing happens before it completes.</summary>
    public Task Before { get; init; } = Task.CompletedTask;

    /// <summary>What was sent is taken, but not answered before it completes.</summary>
    public Task BeforeAnswer { get; init; } = Task.CompletedTask;

    /// <summary>Where the connection breaks.</summary>
    public BackendBreak Break { get; init; }

    /// <summary>A status of HTTP, as a proxy in front of the backend answers it to gRPC, too.</summary>
    public static BackendFault Status(int statusCode, params (string Name, string Value)[] headers) =>
        new() { StatusCode = statusCode, Headers = headers };

    /// <summary>A status of gRPC.</summary>
    /// <param name="status">The number, 14 for UNAVAILABLE.</param>
    /// <param name="details">Trailers, such as <c>grpc-status-details-bin</c>.</param>
    public static BackendFault Grpc(int status, params (string Name, string Value)[] details) =>
        new() { GrpcStatus = status, Headers = details };

    /// <summary>Neither takes nor answers until <paramref name="released"/>, and then does what the rules say.</summary>
    public static BackendFault Hang(Task released) => new() { Before = released };

    /// <summary>Takes at once and answers late.</summary>
    public static BackendFault SlowAnswer(Task released) => new() { BeforeAnswer = released };
}

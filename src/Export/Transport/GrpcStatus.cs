namespace TracedLlm.Export.Transport;

/// <summary>gRPC's status codes and their names.</summary>
internal static class GrpcStatus
{
    public const int Ok = 0;
    public const int Unknown = 2;

    private const int InvalidArgument = 3;
    private const int ResourceExhausted = 8;
    private const int Unimplemented = 12;

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED",
    ];

    public static string Name(int status) => status >= 0 && status < Names.Length ? Names[status] : "UNKNOWN";

    /// <summary>Classifies a status as the OTLP specification does, and as servers use it.</summary>
    /// <param name="status">The status.</param>
    /// <param name="message">The server's message, which shows whether the request was too large: gRPC has no status for that.</param>
    /// <param name="gzip">Whether the message was compressed.</param>
    public static SendOutcome OutcomeOf(int status, string message, bool gzip) => status switch
    {
        ResourceExhausted => IsTooLarge(message) ? SendOutcome.TooLarge : SendOutcome.Retry,
        1 or 4 or 10 or 11 or 14 or 15 => SendOutcome.Retry,
        Unknown or 13 => SendOutcome.Failed,
        InvalidArgument => SendOutcome.Malformed,
        Unimplemented => gzip ? SendOutcome.Compressed : SendOutcome.Rejected,
        _ => SendOutcome.Rejected,
    };

    /// <summary>
    /// Whether a server's message says that the request was too large. The first text is from the servers of Go, C++ and Python, the second
    /// from .NET.
    /// </summary>
    public static bool IsTooLarge(string message) =>
        message.Contains("larger than max", StringComparison.OrdinalIgnoreCase)
        || message.Contains("exceeds the maximum", StringComparison.OrdinalIgnoreCase);
}

namespace TracedLlm.Testing.Backends;

/// <summary>The gRPC status codes of backends' answers.</summary>
public static class GrpcStatusCode
{
    /// <summary>INVALID_ARGUMENT.</summary>
    public const int InvalidArgument = 3;

    /// <summary>DEADLINE_EXCEEDED.</summary>
    public const int DeadlineExceeded = 4;

    /// <summary>PERMISSION_DENIED.</summary>
    public const int PermissionDenied = 7;

    /// <summary>RESOURCE_EXHAUSTED.</summary>
    public const int ResourceExhausted = 8;

    /// <summary>UNIMPLEMENTED.</summary>
    public const int Unimplemented = 12;

    /// <summary>INTERNAL.</summary>
    public const int Internal = 13;

    /// <summary>UNAVAILABLE.</summary>
    public const int Unavailable = 14;

    /// <summary>UNAUTHENTICATED.</summary>
    public const int Unauthenticated = 16;
}

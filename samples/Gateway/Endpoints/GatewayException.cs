namespace TracedLlm.Samples.Gateway;

/// <summary>Ends a request with an error that the caller may read.</summary>
internal abstract class GatewayException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The status of the response.</summary>
    public int Status { get; } = status;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool MayRetry { get; init; } = RetryAdvice.MayRetry(status);

    /// <summary>After how many seconds the caller may try again; <see langword="null"/> if the gateway does not know.</summary>
    public virtual int? RetryAfter => null;

    /// <summary>The reason, for programs; <see langword="null"/> if the status says it.</summary>
    public virtual string? Code => null;
}

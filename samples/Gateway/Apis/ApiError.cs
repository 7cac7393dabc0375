namespace TracedLlm.Samples.Gateway;

/// <summary>An error of the gateway, before it has the form of an API.</summary>
/// <param name="Status">The status of the response.</param>
/// <param name="Message">The reason, for people.</param>
/// <param name="Code">The reason, for programs; <see langword="null"/> for the code that belongs to the status.</param>
/// <param name="RequestId">The id of the request, which the trace has too.</param>
internal sealed record ApiError(int Status, string Message, string? Code = null, string? RequestId = null)
{
    /// <summary>Whether the same request may succeed later.</summary>
    public bool MayRetry { get; init; } = RetryAdvice.MayRetry(Status);

    /// <summary>After how many seconds the caller may try again; <see langword="null"/> if the gateway does not know.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The gateway has as many requests as it may have.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>A guardrail blocked the request or the response. Azure's filters have the same code.</summary>
    public const string ContentFilter = "content_filter";

    /// <summary>No model has the requested name.</summary>
    public const string ModelNotFound = "model_not_found";

    /// <summary>The gateway does not serve the path.</summary>
    public const string UnknownPath = "unknown_url";

    /// <summary>The gateway serves the path, but not with this method.</summary>
    public const string UnknownMethod = "method_not_supported";
}

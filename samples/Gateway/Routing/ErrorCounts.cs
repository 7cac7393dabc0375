namespace TracedLlm.Samples.Gateway;

/// <summary>A number for each of LiteLLM's classes of errors: the retries of <c>retry_policy</c>, or the failures of <c>allowed_fails_policy</c>.</summary>
internal sealed class ErrorCounts(IReadOnlyDictionary<string, int> counts)
{
    // LiteLLM's exceptions, the most exact one first: a class of errors has the number of a wider one if it has none of its own.
    private static readonly (FailureKind Kind, string[] Errors)[] Table =
    [
        (FailureKind.BadRequest, ["BadRequestError"]),
        (FailureKind.ContextWindow, ["BadRequestError"]),
        (FailureKind.ContentPolicy, ["ContentPolicyViolationError", "BadRequestError"]),
        (FailureKind.Authentication, ["AuthenticationError"]),
        (FailureKind.NotFound, ["NotFoundError"]),
        (FailureKind.UnknownModel, ["NotFoundError"]),
        (FailureKind.Timeout, ["TimeoutError"]),
        (FailureKind.RateLimit, ["RateLimitError"]),
        (FailureKind.InternalServer, ["InternalServerError"]),
        (FailureKind.ServiceUnavailable, ["ServiceUnavailableError", "InternalServerError"]),
        (FailureKind.BadGateway, ["BadGatewayError", "InternalServerError"]),
        (FailureKind.Connection, ["InternalServerError"]),
    ];

    /// <summary>The names of the classes.</summary>
    public static readonly IReadOnlyList<string> Errors = [.. Table.SelectMany(row => row.Errors).Distinct()];

    /// <summary>The highest number; 0 if there is none.</summary>
    public int Highest => counts.Values.DefaultIfEmpty().Max();

    /// <summary>The number for <paramref name="kind"/>; <see langword="null"/> if there is none.</summary>
    public int? Find(FailureKind kind)
    {
        foreach (var error in Table.FirstOrDefault(row => row.Kind == kind).Errors ?? [])
        {
            if (counts.TryGetValue(error, out var count))
            {
                return count;
            }
        }

        return null;
    }
}

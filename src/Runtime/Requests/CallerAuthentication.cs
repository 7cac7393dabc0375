namespace TracedLlm.Requests;

/// <summary>What the <c>auth</c> stages of a request, and the gateway's statements, say about its caller. Safe for concurrent use.</summary>
internal struct CallerAuthentication
{
    private const int Succeeded = 1;
    private const int Failed = 2;
    private const int Stated = 4;

    private int _facts;

    /// <summary>An <c>auth</c> stage has identified the caller, or failed.</summary>
    public void NoteStage(bool succeeded) => Interlocked.Or(ref _facts, succeeded ? Succeeded : Failed);

    /// <summary>The gateway has stated who calls.</summary>
    public void NoteStated() => Interlocked.Or(ref _facts, Stated);

    /// <summary>Whether the caller is authenticated. A gateway may state whose the key is before it finds that the key has expired.</summary>
    public readonly bool HasSucceeded => (_facts & Succeeded) != 0 || (_facts & (Stated | Failed)) == Stated;

    /// <summary>Whether the gateway has not let the caller in.</summary>
    /// <param name="status">The status of the response; <see langword="null"/> if it is not known.</param>
    /// <param name="isCalled">Whether the gateway has called a provider, whose refusal is none of the gateway's.</param>
    /// <param name="isServed">Whether the gateway has run a guardrail, called a provider, or answered: <c>litellm_request</c> has started.</param>
    /// <param name="isExpected">Whether the gateway authenticates its callers.</param>
    public readonly bool IsRefused(int? status, bool isCalled, bool isServed, bool isExpected)
    {
        if (isCalled)
        {
            return false;
        }

        if (status == 401 && !isServed)
        {
            // An auth stage that returns "nobody" has not failed.
            return true;
        }

        if (HasSucceeded)
        {
            return false;
        }

        var hasFailed = (_facts & Failed) != 0;
        return status switch
        {
            // A guardrail may have run before the authentication.
            null or 401 => hasFailed || isExpected,
            403 => hasFailed || !isServed,
            _ => !isServed && (hasFailed || isExpected),
        };
    }

    /// <summary>Whether the gateway may still refuse the caller.</summary>
    /// <inheritdoc cref="IsRefused" path="/param"/>
    public readonly bool IsPending(bool isCalled, bool isServed, bool isExpected) =>
        IsRefused(status: null, isCalled, isServed, isExpected)

        // An auth stage that returned may have found nobody, and a 401 may follow.
        || (!isServed && (_facts & (Succeeded | Stated)) == Succeeded);
}

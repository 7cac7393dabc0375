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
    /// <param name="isServed">Whether the gateway has run a guardrail, called a provider, or answered: <c>litellm_request</c> has started.</param>
    /// <param name="isExpected">Whether the gateway authenticates its callers.</param>
    public readonly bool IsRefused(int? status, bool isServed, bool isExpected)
    {
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
        return (hasFailed && status is 401 or 403) || (!isServed && (hasFailed || isExpected || status == 403));
    }
}

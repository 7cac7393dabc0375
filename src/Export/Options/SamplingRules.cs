namespace TracedLlm.Export;

/// <summary>The requests whose traces are sent whatever the ratio is.</summary>
[Flags]
public enum SamplingRules
{
    /// <summary>The ratio alone decides, unless <see cref="TracedLlmSamplingOptions.SlowerThan"/> or <see cref="TracedLlmSamplingOptions.CostlierThan"/> is set.</summary>
    None = 0,

    /// <summary>Requests that failed: <c>litellm.outcome</c> is <c>error</c>. A refused request has not failed.</summary>
    Errors = 1,

    /// <summary>Requests that a guardrail blocked.</summary>
    Blocked = 2,

    /// <summary>Requests with more than one attempt: retries, fallbacks and hedges.</summary>
    Retried = 4,

    /// <summary>Requests whose caller left before the response was complete, and those that a shutdown cancelled.</summary>
    Cancelled = 8,
}

namespace TracedLlm.Samples.Gateway;

/// <summary>Why a deployment is called: the values of <c>litellm.routing.reason</c>.</summary>
internal static class RoutingReasons
{
    /// <summary>The model name has no other deployment for the request.</summary>
    public const string OnlyDeployment = "only_deployment";

    /// <summary>It was its turn.</summary>
    public const string Turn = "turn";

    /// <summary>Chosen at random, by <c>weight</c>, <c>rpm</c> or <c>tpm</c>.</summary>
    public const string Weight = "weight";

    /// <summary>It has the fewest calls in progress.</summary>
    public const string LeastBusy = "least_busy";

    /// <summary>It answered soonest so far, or has not answered yet.</summary>
    public const string LowestLatency = "lowest_latency";

    /// <summary>Its <c>order</c> is the lowest.</summary>
    public const string Order = "order";

    /// <summary>Those with a lower <c>order</c> have failed.</summary>
    public const string OrderFailed = "order_failed";

    /// <summary>All others, or all with a lower <c>order</c>, rest.</summary>
    public const string OthersResting = "others_resting";

    /// <summary>Those in front of it, or those with a lower <c>order</c>, have as many calls as <c>max_parallel_requests</c> allows.</summary>
    public const string OthersBusy = "others_busy";

    /// <summary>Another deployment of the model name has failed.</summary>
    public const string RetryElsewhere = "retry_elsewhere";

    /// <summary>It has failed itself, and there is no deployment that has not.</summary>
    public const string RetrySame = "retry_same";

    /// <summary>Another model name has failed, and this one is its fallback.</summary>
    public const string Fallback = "fallback";

    /// <summary>The same, because the request was too long for the other model.</summary>
    public const string ContextWindowFallback = "context_window_fallback";

    /// <summary>The same, because the other provider's content policy refused the request.</summary>
    public const string ContentPolicyFallback = "content_policy_fallback";
}

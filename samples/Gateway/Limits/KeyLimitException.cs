namespace TracedLlm.Samples.Gateway;

/// <summary>A key has as many requests as it may have at once. The status is LiteLLM's.</summary>
internal sealed class KeyLimitException(int limit)
    : GatewayException(StatusCodes.Status429TooManyRequests, $"The key has {limit} requests in progress, as many as its max_parallel_requests allows.")
{
    public override int? RetryAfter { get; } = RetryAdvice.ChoosePause();
}

namespace TracedLlm;

/// <content>How often the request may be tried.</content>
public sealed partial class LlmTrace
{
    /// <summary>
    /// States how often the gateway would try this request: the response headers <c>x-litellm-max-retries</c> and
    /// <c>x-litellm-max-fallbacks</c>, and the attributes <c>litellm.max_retries</c> and <c>litellm.max_fallbacks</c>. Call it before
    /// the response starts; what is stated last counts. How often it was tried is counted, not stated.
    /// </summary>
    /// <param name="maxRetries">How many retries are configured, of one model group.</param>
    /// <param name="maxFallbacks">How many model groups are configured to be tried after the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public void SetRetryLimits(int maxRetries, int maxFallbacks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRetries);
        ArgumentOutOfRangeException.ThrowIfNegative(maxFallbacks);
        Attempts.Limit(maxRetries, maxFallbacks);
    }
}

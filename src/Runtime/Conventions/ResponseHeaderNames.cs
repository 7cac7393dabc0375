namespace TracedLlm.Conventions;

/// <summary>Response headers that LiteLLM's clients know.</summary>
internal static class ResponseHeaderNames
{
    public const string CallId = "x-litellm-call-id";
    public const string AttemptedRetries = "x-litellm-attempted-retries";
    public const string MaxRetries = "x-litellm-max-retries";
    public const string AttemptedFallbacks = "x-litellm-attempted-fallbacks";
    public const string MaxFallbacks = "x-litellm-max-fallbacks";
    public const string ResponseDuration = "x-litellm-response-duration-ms";
    public const string ResponseCost = "x-litellm-response-cost";
    public const string OverheadDuration = "x-litellm-overhead-duration-ms";
}

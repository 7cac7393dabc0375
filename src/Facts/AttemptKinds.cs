namespace TracedLlm.Facts;

/// <summary>The values of <c>litellm.attempt.kind</c>.</summary>
internal static class AttemptKinds
{
    public const string Initial = "initial";
    public const string Retry = "retry";
    public const string Fallback = "fallback";
    public const string Hedge = "hedge";
}

namespace TracedLlm.Facts;

/// <summary>The values of <c>litellm.outcome</c>.</summary>
internal static class Outcomes
{
    public const string Ok = "ok";
    public const string Error = "error";
    public const string Blocked = "blocked";
    public const string Cancelled = "cancelled";
    public const string Refused = "refused";
}

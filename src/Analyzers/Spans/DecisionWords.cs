namespace TracedLlm.Analyzers.Spans;

/// <summary>The words of names that say what a guardrail decides.</summary>
internal static class DecisionWords
{
    public static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "block", "blocks", "blocked", "deny", "denies", "denied", "reject", "rejects", "rejected", "refuse", "refuses", "refused", "forbid", "forbids", "forbidden",
        "disallow", "disallowed", "violates", "violated", "violation", "violations", "flagged", "toxic", "harmful", "malicious", "unsafe", "banned", "prohibited", "intervened", "stopped", "tripped",
    };

    public static readonly HashSet<string> Allows = new(StringComparer.Ordinal)
    {
        "allow", "allows", "allowed", "pass", "passes", "passed", "permit", "permits", "permitted", "safe", "approve", "approves", "approved", "accept", "accepts", "accepted",
        "acceptable", "compliant", "ok", "clean", "valid",
    };

    public static readonly HashSet<string> Masks = new(StringComparer.Ordinal)
    {
        "mask", "masks", "masked", "redact", "redacts", "redacted", "anonymize", "anonymized", "anonymised", "sanitized", "sanitised", "scrubbed", "rewritten",
    };
}

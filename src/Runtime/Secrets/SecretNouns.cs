using System.Collections.Frozen;

namespace TracedLlm.Secrets;

/// <summary>The words behind the name of a secret: those that make something else of it, and those that say whose it is.</summary>
internal static class SecretNouns
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.Ordinal,
        "age", "alert", "algorithm", "alias", "aliases", "allowed", "arn", "at", "attempts", "audience", "audit", "available", "banner",
        "budget", "changed", "check", "claims", "color", "consent", "cost", "count", "counter", "created", "date", "deleted", "detected",
        "detection", "disabled", "email", "enabled", "error", "errors", "exists", "expiration", "expired", "expires", "expiring", "expiry",
        "failed", "failures", "file", "filename", "filter", "fingerprint", "flow", "format", "found", "hash", "hashed", "id", "identifier",
        "ids", "invalid", "issued", "issuer", "kind", "label", "last", "leak", "leaked", "leaks", "length", "level", "lifetime", "limit",
        "limits", "location", "manager", "max", "menu", "method", "min", "missing", "mode", "models", "name", "names", "needed", "owner", "path", "per",
        "permission", "permissions", "policies", "policy", "present", "protected", "protection", "provider", "quality", "quota", "rate",
        "reason", "ref", "reference", "region", "remaining", "removed", "required", "reset", "retries", "revoked", "rotated", "rotation",
        "rules", "santa", "sauce", "scan", "scanner", "scanning", "scope", "scopes", "size", "source", "spend", "state", "status",
        "storage", "store", "strength", "supported", "thumbprint", "tier", "time", "timeout", "timestamp", "total", "ttl", "type", "types",
        "updated", "uri", "url", "usage", "used", "valid", "validation", "validity", "verified", "version", "visible", "window");

    private static readonly FrozenSet<string> Owners = FrozenSet.Create(
        StringComparer.Ordinal,
        "anthropic", "arize", "aws", "azure", "bedrock", "bitbucket", "cerebras", "cohere", "database", "databricks", "datadog", "db",
        "deepseek", "discord", "docker", "fireworks", "gcp", "gemini", "github", "gitlab", "google", "grafana", "groq", "hf", "hubspot",
        "huggingface", "jenkins", "jira", "langfuse", "langsmith", "litellm", "mistral", "mongo", "mysql", "notion", "npm", "nuget",
        "okta", "openai", "openrouter", "perplexity", "postgres", "pypi", "redis", "replicate", "salesforce", "sendgrid", "sentry", "slack",
        "snowflake", "stripe", "teams", "telegram", "together", "twilio", "vault", "vertex", "voyage", "xai");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> HarmlessBySpan = Harmless.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OwnersBySpan = Owners.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a thing of this word is no secret, even if it is a secret's: <c>password_policy</c>, <c>api_key_alias</c>.</summary>
    public static bool IsHarmless(ReadOnlySpan<char> word) => HarmlessBySpan.Contains(word);

    /// <summary>Whether the word is a service that hands out or takes tokens: <c>token_github</c>.</summary>
    public static bool IsOwner(ReadOnlySpan<char> word) => OwnersBySpan.Contains(word);
}

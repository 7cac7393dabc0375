using TracedLlm.Facts;

namespace TracedLlm.Metrics;

/// <summary>The attributes of spans that a gateway may add to the metrics of its requests (<see cref="TracedLlmOptions.MetricAttributes"/>).</summary>
internal static class OwnMetricAttributes
{
    /// <summary>Which names are allowed, for the message at start-up.</summary>
    public const string Allowed =
        "a list of span attributes that have few values: litellm.team.alias, litellm.api_key.alias, litellm.model_group, litellm.deployment.id, litellm.provider.model, http.route, server.address, litellm.metadata.{key} and names of your own; no ids of users, sessions, keys or requests, and no texts";

    private static readonly string[] Known =
    [
        LiteLlm.TeamAlias, LiteLlm.ApiKeyAlias, LiteLlm.ModelGroup, LiteLlm.DeploymentId, LiteLlm.ProviderModel, LiteLlm.TraceVersion,
        LiteLlm.TraceRelease, LiteLlm.PromptName, HttpAttributes.Route, HttpAttributes.ServerAddress,
    ];

    // The attributes of the library and of the conventions that are not in the list above have too many values, or a metric has them already.
    private static readonly string[] Reserved =
    [
        "gen_ai.", "litellm.", "tracedllm.", "http.", "url.", "server.", "client.", "network.", "user.", "user_agent.", "session.", "error.", "exception.", "otel.", "enduser.",
    ];

    // The last words of names whose values are people, requests or texts. Rule TLM5003 looks for them in the gateway's own metrics.
    private static readonly string[] UnboundedWords =
    [
        "id", "ids", "guid", "uuid", "hash", "traceparent", "email", "user", "session", "thread", "conversation", "prompt", "content", "message", "messages", "text", "ip", "url", "uri", "query", "question", "answer", "input", "output", "completion", "key", "token", "secret", "password",
    ];

    // Keys of metadata that a caller sets for each request, and whose last word has few values elsewhere.
    private static readonly string[] PerRequestKeys = ["trace_name", "generation_name", "session_name", "run_name"];

    /// <summary>Whether a metric may have the attribute.</summary>
    public static bool IsAllowed(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || Known.Contains(name))
        {
            return !string.IsNullOrWhiteSpace(name);
        }

        if (name.Contains('*', StringComparison.Ordinal))
        {
            return false;
        }

        var isMetadata = name.StartsWith("litellm.metadata.", StringComparison.Ordinal) && name != MetadataKeyTable.DroppedAttribute;
        return (isMetadata || !Array.Exists(Reserved, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            && !IsUnbounded(FindLastWord(name))
            && !(isMetadata && PerRequestKeys.Contains(name["litellm.metadata.".Length..], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether callers choose the values of an allowed attribute, in the metadata of their requests.</summary>
    public static bool IsOfCallers(string name) =>
        name.StartsWith("litellm.metadata.", StringComparison.Ordinal) || name is LiteLlm.TraceVersion or LiteLlm.TraceRelease or LiteLlm.PromptName;

    // "userid" and "username" are one word.
    private static bool IsUnbounded(string word) =>
        UnboundedWords.Contains(word, StringComparer.OrdinalIgnoreCase) || word.StartsWith("user", StringComparison.OrdinalIgnoreCase);

    // "app.tenantId", "app.tenant_id" and "app.tenant.id" are the same words.
    private static string FindLastWord(string name)
    {
        var start = name.LastIndexOfAny(['.', '_', '-']) + 1;
        for (var i = name.Length - 1; i > start; i--)
        {
            if (char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
            {
                return name[i..];
            }
        }

        return name[start..];
    }
}

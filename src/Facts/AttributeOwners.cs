namespace TracedLlm.Facts;

/// <summary>Decides which span an attribute belongs to. The runtime and the generator both compile this file, so that they agree.</summary>
internal static class AttributeOwners
{
    private static readonly string[] CallerNames = ["litellm.api_key.", "litellm.team.", "litellm.org."];

    private static readonly string[] RootNames = ["litellm.trace.metadata", "litellm.trace.debug", "litellm.metadata.dropped"];

    private static readonly string[] EveryNames = ["litellm.trace.", "litellm.metadata."];

    private static readonly string[] RequestNames =
    [
        "gen_ai.operation.name", "gen_ai.request.", "gen_ai.response.", "gen_ai.usage.", "gen_ai.conversation.",
        "gen_ai.input.", "gen_ai.output.", "gen_ai.system_instructions", "gen_ai.tool.definitions",
        "litellm.prompt.", "litellm.cost.", "litellm.cache_hit", "litellm.model_group", "litellm.call_id",
        "litellm.trace_id", "litellm.call_type", "litellm.generation_",
    ];

    // Each attempt has its own provider and model group; litellm_request has those of the last attempt.
    private static readonly string[] CallNames = ["gen_ai.provider.name", "litellm.model_group"];

    /// <summary>
    /// Whether an attribute describes the caller: its key, team or organisation. The root owns such an attribute, and the runtime repeats
    /// it on <c>litellm_request</c> and on attempts.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    public static bool IsOfCaller(string name) => StartsWithAny(name, CallerNames);

    /// <summary>The owner of an attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="onCall">Whether a provider call declares the attribute, and not another method.</param>
    public static AttributeOwner OwnerOf(string name, bool onCall)
    {
        if (onCall && Array.IndexOf(CallNames, name) >= 0)
        {
            return AttributeOwner.Own;
        }

        if (IsOfCaller(name) || StartsWithAny(name, RootNames))
        {
            return AttributeOwner.Root;
        }

        if (name is "session.id" or "user.id" || StartsWithAny(name, EveryNames))
        {
            return AttributeOwner.Every;
        }

        return name == "gen_ai.provider.name" || StartsWithAny(name, RequestNames) ? AttributeOwner.Request : AttributeOwner.Own;
    }

    private static bool StartsWithAny(string name, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

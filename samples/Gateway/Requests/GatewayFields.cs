using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>The fields of a request that only the gateway reads, in JSON, a form or a query. Some contain secrets of backends.</summary>
internal static class GatewayFields
{
    public const string Metadata = "metadata";
    public const string LiteLlmMetadata = "litellm_metadata";
    public const string Guardrails = "guardrails";

    private static readonly FrozenSet<string> Names =
        new[] { Guardrails, "no-log", "turn_off_message_logging", "humanloop_api_key", "wandb_api_key", "weave_project_id" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Prefixes = ["litellm_", "langfuse_", "langsmith_", "arize_", "posthog_", "gcs_"];

    /// <summary>Whether the gateway removes the field <paramref name="name"/> before it calls a provider. The form field <c>name[key]</c> counts as <c>name</c>.</summary>
    public static bool Contains(string name, bool providerOwnsMetadata)
    {
        var field = name.Split('[')[0];
        return Names.Contains(field)
            || (field == Metadata && !providerOwnsMetadata)
            || Array.Exists(Prefixes, prefix => field.StartsWith(prefix, StringComparison.Ordinal));
    }
}

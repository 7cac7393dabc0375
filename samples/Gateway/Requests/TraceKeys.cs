using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The keys of the gateway's metadata that TracedLlm reads from a provider's <c>metadata</c> too (docs/metadata.md), the gateway's guardrails, and
/// settings of backends. Clients put them there because other routes have them there; a provider would refuse or store them.
/// </summary>
internal static class TraceKeys
{
    private static readonly FieldNames Names = FieldNames.Parse(
        "existing_trace_id trace_id parent_observation_id update_trace_keys trace_user_id session_id tags trace_name trace_version trace_release trace_metadata debug_langfuse",
        "generation_name generation_id version mask_input mask_output no-log prompt prompt_name prompt_version guardrails",
        "dd_api_key standard_callback_dynamic_params turn_off_message_logging");

    private static readonly string[] Families = ["litellm_", "langfuse_", "langsmith_", "arize_", "phoenix_", "otel_", "user_api_key"];

    private static readonly FieldNames BackendSettings = FieldNames.Parse(CallbackVars.Names.Append("dd_api_key").Append("standard_callback_dynamic_params"));

    /// <summary>Whether the member <paramref name="name"/> is a setting of a backend. In a provider's metadata it has no effect: the provider's users write there too.</summary>
    public static bool IsBackendSetting(string name) => BackendSettings.Contains(name);

    /// <summary>Whether the gateway removes the member <paramref name="name"/> of a provider's metadata.</summary>
    public static bool Contains(ReadOnlySpan<char> name)
    {
        if (Names.Contains(name))
        {
            return true;
        }

        foreach (var family in Families)
        {
            if (name.StartsWith(family, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

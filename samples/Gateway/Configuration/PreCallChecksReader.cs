namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Reads LiteLLM's checks of a deployment before a call: https://docs.litellm.ai/docs/routing#pre-call-checks-context-window-eu-regions. The
/// gateway has none of them: those that would refuse requests stop the start.
/// </summary>
internal static class PreCallChecksReader
{
    private const string Enable = "enable_pre_call_checks";
    private const string Optional = "optional_pre_call_checks";

    /// <summary>The settings with the checks.</summary>
    public static readonly IReadOnlyList<string> Settings = [Enable, Optional];

    private static readonly (string Name, string Reason)[] Refused =
    [
        ("router_budget_limiting", "would refuse requests above a budget, which the gateway does not count"),
        ("enforce_model_rate_limits", "would refuse requests above rpm and tpm of a deployment, which are weights here: write max_parallel_requests, or leave the limit to the provider"),
    ];

    // They send related requests to one deployment.
    private static readonly (string Name, string Reason)[] WithoutEffect =
    [
        ("prompt_caching", "requests with one prompt may go to several deployments, each with a cache of its own"),
        ("responses_api_deployment_check", AffinityWarning.Reason),
        ("deployment_affinity", "the requests of a key may go to several deployments"),
        ("session_affinity", "the requests of a session may go to several deployments"),
        ("encrypted_content_affinity", "encrypted reasoning may go to another account, which cannot read it"),
        ("forward_client_headers_by_model_group", "no headers of callers go to providers but accept, anthropic-version, anthropic-beta and openai-beta"),
    ];

    /// <exception cref="ConfigurationException">A check would refuse requests, or is unknown.</exception>
    public static void Read(SettingsSection? router, ConfigurationSource source)
    {
        if (router?.Boolean(Enable) is true)
        {
            source.Warn($"router_settings.{Enable} has no effect: a request that is too long for a model goes to its provider, whose error leads to context_window_fallbacks");
        }

        foreach (var check in router?.Texts(Optional) ?? [])
        {
            if (Array.Find(Refused, row => row.Name == check).Reason is { } refusal)
            {
                throw router!.Error(Optional, $"has {check}, which {refusal}");
            }

            var reason = Array.Find(WithoutEffect, row => row.Name == check).Reason
                ?? throw router!.Error(Optional, $"names a check that nobody knows: '{check}'. Without effect here are {string.Join(", ", WithoutEffect.Select(row => row.Name))}");
            source.Warn($"router_settings.{Optional} has {check}, which has no effect: {reason}");
        }
    }
}

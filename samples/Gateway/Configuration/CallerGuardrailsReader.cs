namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the guardrails of keys and of teams (in <c>default_team_settings</c>): <c>guardrails</c>, or <c>metadata.guardrails</c>.</summary>
internal static class CallerGuardrailsReader
{
    private const string Setting = "guardrails";

    /// <exception cref="ConfigurationException">A name is not that of a guardrail.</exception>
    public static GatewayConfiguration Read(SettingsSection? general, SettingsSection? litellm, GatewayConfiguration configuration)
    {
        var known = configuration.Guardrails.Select(guardrail => guardrail.Name).ToHashSet(StringComparer.Ordinal);
        var byKey = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var key in general?.Sections("keys") ?? [])
        {
            if (AllNames(key, known) is { Count: > 0 } names)
            {
                byKey[new ApiKey(key.RequiredText("key").Trim()).Hash] = names;
            }
        }

        var byTeam = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var team in litellm?.Sections("default_team_settings") ?? [])
        {
            if (AllNames(team, known) is { Count: > 0 } names)
            {
                byTeam[team.RequiredText("team_id")] = names;
            }
        }

        return configuration with { KeyGuardrails = byKey, TeamGuardrails = byTeam };
    }

    private static List<string> AllNames(SettingsSection caller, HashSet<string> known) =>
        [.. Names(caller, known), .. caller.Section("metadata") is { } metadata ? Names(metadata, known) : []];

    private static IReadOnlyList<string> Names(SettingsSection section, HashSet<string> known) =>
        section.Texts(Setting) is var names && names.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw section.Error(Setting, $"names a guardrail that does not exist: '{unknown}'; guardrails: {(known.Count == 0 ? "none" : string.Join(", ", known))}")
            : names;
}

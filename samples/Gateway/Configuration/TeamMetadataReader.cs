namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>metadata</c> and <c>tags</c> of the entries of <c>default_team_settings</c>.</summary>
internal static class TeamMetadataReader
{
    /// <exception cref="ConfigurationException">The metadata names destinations, which a team has beside its id.</exception>
    public static Dictionary<string, TeamMetadata> Read(SettingsSection settings)
    {
        var teams = new Dictionary<string, TeamMetadata>(StringComparer.Ordinal);
        foreach (var team in settings.Sections("default_team_settings"))
        {
            var metadata = team.Section("metadata");
            if (metadata?.Names().Contains("logging") == true)
            {
                throw metadata.Error("logging", "is for keys. Write the callback and its variables beside team_id: success_callback: [langfuse], langfuse_public_key: …");
            }

            teams[team.RequiredText("team_id")] = new(KeyMetadataReader.Read(team), [.. team.Texts("tags").Union(metadata?.Texts("tags") ?? [])], MessageLogging.ReadTeam(team), CallerParentReader.Read(metadata));
        }

        return teams;
    }
}

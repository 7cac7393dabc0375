using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>metadata</c> of a key or a team: what the spans of its requests carry.</summary>
internal static class KeyMetadataReader
{
    // Where the traces go, what they continue, and what the requests may do; credentials are among them.
    private static readonly string[] Settings = ["logging", "guardrails", MessageLogging.OptOut, .. CallerParentReader.Names];

    // Members that have an effect. Any other name is the author's choice, so only one that is nearly theirs is a mistake.
    private static readonly string[] Effective = [.. Settings, "tags"];

    /// <summary>An object as JSON; <see langword="null"/> if it has no metadata.</summary>
    /// <exception cref="ConfigurationException">A name is misspelt.</exception>
    public static string? Read(SettingsSection caller)
    {
        if (caller.Section("metadata")?.Expect(KnownSettings.KeyMetadata) is not { } metadata)
        {
            return null;
        }

        foreach (var name in metadata.Names().Except(Effective))
        {
            if (Effective.FirstOrDefault(setting => EditDistance.Between(name, setting) <= Math.Max(1, setting.Length / 5)) is { } meant)
            {
                throw metadata.Error(name, $"is nearly a setting; did you mean {meant}? If it is a value for the traces, choose another name");
            }
        }

        var members = metadata.Names().Except(Settings).Where(name => KnownSettings.KeyMetadata.ReasonAgainst(name) is null)
            .Select(name => (Name: name, Json: YamlJson.FromNode(metadata.Value(name))))
            .Where(member => member.Json is not null)
            .Select(member => $"{JsonString(member.Name)}:{member.Json}");
        return $"{{{string.Join(',', members)}}}";
    }

    private static string JsonString(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

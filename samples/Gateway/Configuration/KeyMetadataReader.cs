using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>metadata</c> of a key or a team: what the spans of its requests carry.</summary>
internal static class KeyMetadataReader
{
    // Where the traces go, and what the requests may do; credentials are among them.
    private static readonly string[] Settings = ["logging", "guardrails"];

    /// <summary>An object as JSON; <see langword="null"/> if it has no metadata.</summary>
    public static string? Read(SettingsSection caller)
    {
        if (caller.Section("metadata") is not { } metadata)
        {
            return null;
        }

        var members = metadata.Names().Except(Settings)
            .Select(name => (Name: name, Json: YamlJson.FromNode(metadata.Value(name))))
            .Where(member => member.Json is not null)
            .Select(member => $"{JsonString(member.Name)}:{member.Json}");
        return $"{{{string.Join(',', members)}}}";
    }

    private static string JsonString(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>model_info</c>: what the file says of a model, which callers may know. Credentials and addresses are not among it.</summary>
internal static class ModelInfoReader
{
    // Callers see an address only if the operator shows it (general_settings.show_api_base).
    private static readonly string[] Addresses = ["api_base", "base_url"];

    /// <summary>The entries; empty if there are none. A text <c>os.environ/NAME</c> stays as it is.</summary>
    /// <param name="information">The section; <see langword="null"/> if the model has none.</param>
    /// <param name="key">The deployment's key, which no text may have.</param>
    public static IReadOnlyDictionary<string, JsonElement> Read(SettingsSection? information, string? key)
    {
        var entries = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (information is null || YamlJson.FromNode(information.Node) is not { } json || JsonNode.Parse(json) is not JsonObject all)
        {
            return entries;
        }

        RemoveSecrets(all, key);
        foreach (var (name, value) in all)
        {
            entries[name] = JsonSerializer.SerializeToElement(value);
        }

        return entries;
    }

    private static void RemoveSecrets(JsonNode? node, string? key)
    {
        foreach (var child in node is JsonArray array ? [.. array] : Enumerable.Empty<JsonNode?>())
        {
            RemoveSecrets(child, key);
        }

        foreach (var (name, value) in node is JsonObject entries ? entries.ToList() : [])
        {
            if (SecretNames.Contains(name) || Addresses.Contains(name) || HasKey(value, key))
            {
                ((JsonObject)node!).Remove(name);
            }
            else
            {
                RemoveSecrets(value, key);
            }
        }
    }

    private static bool HasKey(JsonNode? value, string? key) =>
        !string.IsNullOrEmpty(key) && value is JsonValue or JsonArray && value.ToJsonString().Contains(key!, StringComparison.Ordinal);
}

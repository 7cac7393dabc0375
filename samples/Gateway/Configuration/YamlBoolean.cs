namespace TracedLlm.Samples.Gateway;

/// <summary>The booleans of YAML 1.1, which LiteLLM reads: https://yaml.org/type/bool.html. A single letter is a text, as in PyYAML.</summary>
internal static class YamlBoolean
{
    /// <summary>The value; <see langword="null"/> for another text.</summary>
    public static bool? Parse(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" => true,
        "FALSE" or "NO" or "OFF" => false,
        _ => null,
    };
}

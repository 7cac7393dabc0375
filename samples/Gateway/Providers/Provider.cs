using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>A kind of provider: which APIs it speaks, and where it is found by default.</summary>
internal sealed record Provider(string Name, params WireFormat[] Formats)
{
    public static readonly FrozenDictionary<string, Provider> ByPrefix = Table().ToFrozenDictionary();

    public static readonly string KnownPrefixes = string.Join(", ", ByPrefix.Keys.Order(StringComparer.Ordinal));

    public string? DefaultBase { get; init; }

    /// <summary>The environment variable with the base address, where the file names none.</summary>
    public string? BaseVariable { get; init; }

    /// <summary>The environment variable with the key, where the file names none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Whether one runs it oneself: it needs no key.</summary>
    public bool IsLocal { get; init; }

    /// <summary>What its base address ends with before the API's own path.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>The built-in provider, which answers without a network.</summary>
    public bool IsSimulated { get; init; }

    public bool Speaks(WireFormat format) => Formats.Contains(format);

    private static Dictionary<string, Provider> Table()
    {
        var ollama = new Provider("ollama", WireFormat.ChatCompletions) { IsLocal = true, DefaultBase = "http://localhost:11434", BasePath = "v1" };
        return new(StringComparer.Ordinal)
        {
            ["openai"] = new("openai", WireFormat.ChatCompletions)
            {
                DefaultBase = "https://api.openai.com/v1",
                BaseVariable = "OPENAI_BASE_URL",
                KeyVariable = "OPENAI_API_KEY",
            },
            ["ollama"] = ollama,
            ["ollama_chat"] = ollama,
            ["hosted_vllm"] = new("hosted_vllm", WireFormat.ChatCompletions) { IsLocal = true },
            ["anthropic"] = new("anthropic", WireFormat.Messages)
            {
                DefaultBase = "https://api.anthropic.com",
                BaseVariable = "ANTHROPIC_BASE_URL",
                KeyVariable = "ANTHROPIC_API_KEY",
            },
            ["simulated"] = new("simulated", WireFormat.ChatCompletions, WireFormat.Messages)
            {
                IsLocal = true,
                DefaultBase = "http://simulated",
                IsSimulated = true,
            },
        };
    }
}

using System.Collections.Frozen;

namespace TracedLlm.Cost;

/// <summary>The providers as LiteLLM's price file names them, by OpenTelemetry's names (GenAI conventions, v1.41.1).</summary>
internal static class PricedProviders
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["aws.bedrock"] = "bedrock",
        ["bedrock_converse"] = "bedrock",
        ["azure.ai.openai"] = "azure",
        ["azure.ai.inference"] = "azure_ai",
        ["gcp.gemini"] = "gemini",
        ["gcp.gen_ai"] = "gemini",
        ["gcp.vertex_ai"] = "vertex_ai",
        ["mistral_ai"] = "mistral",
        ["x_ai"] = "xai",
        ["ibm.watsonx.ai"] = "watsonx",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The provider as the price file names it.</summary>
    public static string Find(string provider) => Names.GetValueOrDefault(provider, provider);

    /// <summary>
    /// Whether the entry of a model under its name alone is one of this provider: another provider's model of the same name has
    /// other prices.
    /// </summary>
    /// <param name="entry">The provider of the entry; <see langword="null"/> if it names none.</param>
    /// <param name="provider">The provider as the price file names it; <see langword="null"/> if it is not known.</param>
    public static bool IsSame(string? entry, string? provider) =>
        provider is null || entry is null || entry.Equals(provider, StringComparison.OrdinalIgnoreCase)
        || (provider is "bedrock" or "vertex_ai" or "cohere" or "fireworks_ai" && entry.StartsWith(provider, StringComparison.OrdinalIgnoreCase))
        || (provider == "openai" && entry == "text-completion-openai");

    /// <summary>Whether the provider's higher prices begin with the threshold, and not above it.</summary>
    public static bool IsThresholdInclusive(string? provider) => provider is not null && Find(provider).Equals("xai", StringComparison.OrdinalIgnoreCase);
}

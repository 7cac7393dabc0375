namespace TracedLlm.Cost;

/// <summary>The service tiers: what providers call them, and how the names of their prices end.</summary>
internal static class ServiceTiers
{
    /// <summary>The number of tiers.</summary>
    public const int Count = (int)ServiceTier.Batch + 1;

    // LiteLLM prices OpenAI's "fast" as "priority". Anthropic answers "batch".
    private static readonly (string Answer, ServiceTier Tier)[] Answers =
    [
        ("priority", ServiceTier.Priority),
        ("fast", ServiceTier.Priority),
        ("flex", ServiceTier.Flex),
        ("ultrafast", ServiceTier.UltraFast),
        ("batch", ServiceTier.Batch),
    ];

    private static readonly string[] Suffixes = ["", "_priority", "_flex", "_ultrafast", "_batches"];

    /// <summary>How the names of a tier's prices end; empty for the standard tier.</summary>
    public static string FindSuffix(ServiceTier tier) => Suffixes[(int)tier];

    /// <summary>The tier that an answer names; <see cref="ServiceTier.Standard"/> if it names one without prices of its own.</summary>
    public static ServiceTier Find(string? answered)
    {
        foreach (var (answer, tier) in Answers)
        {
            if (answer.Equals(answered, StringComparison.OrdinalIgnoreCase))
            {
                return tier;
            }
        }

        return ServiceTier.Standard;
    }

    /// <summary>The name of a price without its tier.</summary>
    public static string RemoveSuffix(string name)
    {
        foreach (var suffix in Suffixes)
        {
            if (suffix.Length > 0 && name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return name[..^suffix.Length];
            }
        }

        return name;
    }
}

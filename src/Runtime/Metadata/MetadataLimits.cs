namespace TracedLlm.Metadata;

/// <summary>How much of a request's metadata is kept.</summary>
/// <param name="Keys">The most keys without a row.</param>
/// <param name="Length">The most characters of a text of any key, and of an object of a key without a row.</param>
internal readonly record struct MetadataLimits(int Keys, int Length)
{
    /// <summary>The limits of LiteLLM: 32 keys, 1,024 characters.</summary>
    public static MetadataLimits Default { get; } = new(32, 1_024);
}

namespace TracedLlm;

/// <summary>The field of a request that carries the gateway's metadata.</summary>
public enum MetadataField
{
    /// <summary><c>metadata</c>.</summary>
    Metadata,

    /// <summary><c>litellm_metadata</c>, because <c>metadata</c> is the provider's.</summary>
    LiteLlmMetadata,
}

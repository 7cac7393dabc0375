namespace TracedLlm;

/// <summary>The field of a request that carries the gateway's metadata.</summary>
#if TRACEDLLM_RUNTIME
public
#else
internal
#endif
enum MetadataField
{
    /// <summary><c>metadata</c>.</summary>
    Metadata,

    /// <summary><c>litellm_metadata</c>, because <c>metadata</c> is the provider's.</summary>
    LiteLlmMetadata,
}

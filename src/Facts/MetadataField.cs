namespace TracedLlm;

/// <summary>The request field that contains the gateway's metadata.</summary>
#if TRACEDLLM_RUNTIME
public
#else
internal
#endif
enum MetadataField
{
    /// <summary><c>metadata</c>.</summary>
    Metadata,

    /// <summary><c>litellm_metadata</c>, for APIs whose field <c>metadata</c> belongs to the provider.</summary>
    LiteLlmMetadata,
}

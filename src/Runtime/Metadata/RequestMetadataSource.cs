using Microsoft.AspNetCore.Http;

namespace TracedLlm.Metadata;

/// <summary>What of a request can say something about its trace, as it stood in the request.</summary>
internal sealed class RequestMetadataSource
{
    /// <summary>The request's headers.</summary>
    public IHeaderDictionary? Headers { get; init; }

    /// <summary>Which of the two objects is the gateway's on the request's route.</summary>
    public MetadataField Field { get; init; }

    /// <summary>The value of <c>metadata</c>: an object, or one serialised as a string, quoted (JSON) or not (a form's field). Empty if there is none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>The value of <c>litellm_metadata</c>, in the same forms.</summary>
    public ReadOnlyMemory<byte> LiteLlmMetadata { get; init; }

    /// <summary>The user that the request names: <c>user</c>, Anthropic's <c>metadata.user_id</c>.</summary>
    public string? User { get; init; }

    /// <summary>Whether the body, or the rest of it, is not known: it may ask for masking.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The two objects, in the order in which they count.</summary>
    public MetadataObjects Objects => field ??= new MetadataObjects(this);
}

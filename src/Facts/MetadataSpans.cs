namespace TracedLlm.Facts;

/// <summary>The spans that carry a metadata key.</summary>
internal enum MetadataSpans
{
    /// <summary>No span: the key has another use than an attribute.</summary>
    None,

    /// <summary>The root.</summary>
    Root,

    /// <summary><c>litellm_request</c>.</summary>
    Request,

    /// <summary>Every span of the trace.</summary>
    Every,
}

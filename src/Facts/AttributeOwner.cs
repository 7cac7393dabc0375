namespace TracedLlm.Facts;

/// <summary>The span that an attribute belongs to.</summary>
internal enum AttributeOwner
{
    /// <summary>The span of the method that declares it.</summary>
    Own,

    /// <summary>The request's root span.</summary>
    Root,

    /// <summary><c>litellm_request</c>.</summary>
    Request,

    /// <summary>Every span of the request.</summary>
    Every,
}

namespace TracedLlm.Facts;

/// <summary>The span that has an attribute with content.</summary>
internal enum ContentSpan
{
    /// <summary><c>litellm_request</c>: the content of the request itself. A gateway can state it, and a guardrail's mask withholds it.</summary>
    Request,

    /// <summary>The span of a guardrail.</summary>
    Guardrail,

    /// <summary><c>raw_gen_ai_request</c>: the content of one attempt.</summary>
    RawRequest,
}

namespace TracedLlm.Export.Views.Facts;

/// <summary>A span's place in the tree of its request.</summary>
internal enum SpanRole
{
    /// <summary>A stage, the failure's span, or a span of the application's own.</summary>
    Other,

    /// <summary>The request's root.</summary>
    Root,

    /// <summary><c>litellm_request</c>, or a span that another library describes by the GenAI conventions.</summary>
    Request,

    /// <summary>One attempt at a provider.</summary>
    Attempt,

    /// <summary>A guardrail.</summary>
    Guardrail,

    /// <summary><c>raw_gen_ai_request</c>.</summary>
    Raw,
}

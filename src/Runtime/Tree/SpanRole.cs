namespace TracedLlm.Tree;

/// <summary>The role of a span in its request.</summary>
internal enum SpanRole
{
    /// <summary>A stage of the gateway's own work.</summary>
    Stage,

    /// <summary>A guardrail.</summary>
    Guardrail,

    /// <summary>An attempt at a provider.</summary>
    Attempt,

    /// <summary>A call by a guardrail. It is not an attempt at the request.</summary>
    GuardrailCall,

    /// <summary>The root, for the route's handler.</summary>
    Route,

    /// <summary>The attempts of a request that records no spans.</summary>
    Unrecorded,
}

namespace TracedLlm.Tree;

/// <summary>What a span stands for in its request.</summary>
internal enum SpanRole
{
    /// <summary>A stage of the gateway's own work.</summary>
    Stage,

    /// <summary>A guardrail.</summary>
    Guardrail,

    /// <summary>An attempt at a provider.</summary>
    Attempt,

    /// <summary>A call that a guardrail makes, which is no attempt at the request.</summary>
    GuardrailCall,

    /// <summary>The root as the route's handler sees it.</summary>
    Route,

    /// <summary>Attempts of a request that records no spans.</summary>
    Unrecorded,
}

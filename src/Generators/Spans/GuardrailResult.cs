namespace TracedLlm.Generators.Spans;

/// <summary>The kind of a guardrail's result.</summary>
internal enum GuardrailResult
{
    None,
    Outcome,
    NullableOutcome,

    /// <summary>A type of the gateway's own, whose members <c>[GuardrailResult]</c> names.</summary>
    Own,
}

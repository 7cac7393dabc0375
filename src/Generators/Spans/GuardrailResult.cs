namespace TracedLlm.Generators.Spans;

/// <summary>Whether the value of a traced method says what a guardrail decided.</summary>
internal enum GuardrailResult
{
    None,
    Outcome,
    NullableOutcome,

    /// <summary>Members of a type of the gateway's own say it, as <c>[GuardrailResult]</c> names them.</summary>
    Own,
}

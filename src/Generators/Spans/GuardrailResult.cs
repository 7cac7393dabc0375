namespace TracedLlm.Generators.Spans;

/// <summary>Whether the value of a traced method says what a guardrail decided.</summary>
internal enum GuardrailResult
{
    None,
    Outcome,
    NullableOutcome,
}

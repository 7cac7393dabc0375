namespace TracedLlm.Generators.Spans;

/// <summary>What a traced method opens.</summary>
internal enum TracedSpanKind
{
    Stage,
    Guardrail,
    Call,
    Route,
}

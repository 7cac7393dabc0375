namespace TracedLlm.Generators.Spans;

/// <summary>The kind of span that a traced method opens.</summary>
internal enum TracedSpanKind
{
    Stage,
    Guardrail,
    Call,
    Route,
}

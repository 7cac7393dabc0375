namespace TracedLlm.Guardrails;

/// <summary>The block of a request by a guardrail.</summary>
/// <param name="Guardrail">The guardrail's name; <see langword="null"/> if it has none.</param>
/// <param name="Categories">The categories that the content violates.</param>
/// <param name="Exception">The exception by which the guardrail blocked; <see langword="null"/> for a block by outcome.</param>
internal sealed record GuardrailBlock(string? Guardrail, IReadOnlyList<string> Categories, Exception? Exception = null);

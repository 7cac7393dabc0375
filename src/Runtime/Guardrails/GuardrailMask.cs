namespace TracedLlm.Guardrails;

/// <summary>A mask by a guardrail.</summary>
/// <param name="Guardrail">The guardrail's name; <see langword="null"/> if it has none.</param>
/// <param name="Mode">When it ran.</param>
/// <param name="Input">The masked input, if the guardrail states it.</param>
/// <param name="Output">The masked output, if the guardrail states it.</param>
/// <param name="Before">The statements when the guardrail started.</param>
internal sealed record GuardrailMask(string? Guardrail, GuardrailMode Mode, string? Input, string? Output, ContentStatements Before);

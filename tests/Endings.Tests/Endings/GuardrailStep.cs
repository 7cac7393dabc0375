namespace TracedLlm.Endings.Tests.Endings;

/// <summary>One run of a guardrail.</summary>
/// <param name="Mode">When it runs.</param>
/// <param name="Decide">Returns the outcome or throws.</param>
internal sealed record GuardrailStep(GuardrailMode Mode, Func<GuardrailOutcome> Decide)
{
    public string Name { get; init; } = "pii";

    /// <summary>Whether the gateway continues if the guardrail fails.</summary>
    public bool IsOptional { get; init; }

    public static GuardrailStep Throws(GuardrailMode mode, Func<Exception> exception) => new(mode, () => throw exception());
}

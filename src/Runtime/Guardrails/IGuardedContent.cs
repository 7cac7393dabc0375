namespace TracedLlm.Guardrails;

/// <summary>The part of a request's captured content that its guardrails need.</summary>
internal interface IGuardedContent
{
    /// <summary>How often the gateway has stated the input and the output.</summary>
    ContentStatements Statements { get; }

    /// <summary>How often guardrails have masked the input and the output.</summary>
    ContentMasks Masks { get; }

    /// <summary>Records that a guardrail has masked content: what it masks is not exported.</summary>
    /// <returns>The sides that it masked, each with 1.</returns>
    ContentMasks Mask(GuardrailMask mask);

    /// <summary>
    /// Holds the span of a guardrail until the request's content is final, because a later guardrail may mask; <see langword="false"/>
    /// if it is final.
    /// </summary>
    bool TryHold(HeldGuardrail guardrail);

    /// <summary>
    /// Returns the notice of a mask of what a guardrail looked at, if there were more masks than <paramref name="seen"/>; otherwise
    /// <see langword="null"/>.
    /// </summary>
    /// <param name="mode">The mode of the guardrail.</param>
    /// <param name="seen">The masks that the guardrail knows.</param>
    string? FindMask(GuardrailMode mode, ContentMasks seen);
}

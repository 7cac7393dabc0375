namespace TracedLlm;

/// <summary>Marks an exception type whose throwing by a guardrail means that the guardrail blocked, not that it broke.</summary>
#pragma warning disable CA1040 // A marker that an exception type of any base can carry.
public interface IGuardrailBlock;
#pragma warning restore CA1040

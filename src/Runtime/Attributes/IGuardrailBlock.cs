namespace TracedLlm;

/// <summary>
/// Marks an exception type that a guardrail throws to stop the request. The library records such an exception as a block, and
/// not as a failure of the guardrail.
/// </summary>
#pragma warning disable CA1040 // A marker that an exception type of any base can carry.
public interface IGuardrailBlock;
#pragma warning restore CA1040

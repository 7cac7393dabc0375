namespace TracedLlm;

/// <summary>
/// Marks an exception type that a guardrail throws to stop the request. The library records such an exception as a block, and
/// not as a failure of the guardrail.
/// </summary>
public interface IGuardrailBlock
{
    /// <summary>
    /// Why the guardrail blocks, for <c>litellm.guardrail.reason</c>; <see langword="null"/>, the default, leaves that to the exception's
    /// message.
    /// </summary>
    string? Reason => null;
}

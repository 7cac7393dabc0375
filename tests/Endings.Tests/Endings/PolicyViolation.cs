namespace TracedLlm.Endings.Tests.Endings;

/// <summary>A guardrail's own exception, which knows nothing of tracing.</summary>
internal sealed class PolicyViolation() : Exception("The policy forbids it.");

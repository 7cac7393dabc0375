namespace TracedLlm.Endings.Tests.Endings;

/// <summary>A guardrail's own exception, without any interface of TracedLlm.</summary>
internal sealed class PolicyViolation() : Exception("The policy forbids it.");

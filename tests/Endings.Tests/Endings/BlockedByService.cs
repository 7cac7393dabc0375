namespace TracedLlm.Endings.Tests.Endings;

/// <summary>An exception of a kind that is a breakage, but for the interface.</summary>
internal sealed class BlockedByService() : HttpRequestException("The guardrail's service answered: blocked."), IGuardrailBlock;

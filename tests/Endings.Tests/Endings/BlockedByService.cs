namespace TracedLlm.Endings.Tests.Endings;

/// <summary>An exception that marks a block only by its interface; its type would be a failure.</summary>
internal sealed class BlockedByService() : HttpRequestException("The guardrail's service answered: blocked."), IGuardrailBlock;

namespace TracedLlm.Samples.Gateway;

/// <summary>A guardrail could not decide, so the request fails.</summary>
internal sealed class GuardrailFailedException(string guardrail, Exception inner)
    : GatewayException(StatusCodes.Status503ServiceUnavailable, $"The guardrail '{guardrail}' did not respond.", inner);

namespace TracedLlm.Samples.Gateway;

/// <summary>A guardrail could not decide, so the request must not go on.</summary>
internal sealed class GuardrailFailedException(string guardrail, Exception inner)
    : GatewayException(StatusCodes.Status503ServiceUnavailable, $"The guardrail '{guardrail}' did not respond.", inner);

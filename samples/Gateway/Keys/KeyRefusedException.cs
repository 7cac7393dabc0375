namespace TracedLlm.Samples.Gateway;

/// <summary>The caller sent no key that the gateway accepts.</summary>
internal sealed class KeyRefusedException(string message) : GatewayException(StatusCodes.Status401Unauthorized, message);

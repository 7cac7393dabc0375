namespace TracedLlm.Samples.Gateway;

/// <summary>The caller has no key that opens the gateway.</summary>
internal sealed class KeyRefusedException(string message) : GatewayException(StatusCodes.Status401Unauthorized, message);

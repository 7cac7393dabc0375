namespace TracedLlm.Samples.Gateway;

/// <summary>The gateway cannot handle the caller's request.</summary>
internal sealed class BadRequestException(string message, int status = StatusCodes.Status400BadRequest) : GatewayException(status, message);

namespace TracedLlm.Samples.Gateway;

/// <summary>The caller sent something that cannot be handled.</summary>
internal sealed class BadRequestException(string message, int status = StatusCodes.Status400BadRequest) : GatewayException(status, message);

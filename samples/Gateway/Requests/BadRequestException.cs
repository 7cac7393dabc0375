namespace TracedLlm.Samples.Gateway;

/// <summary>The gateway cannot handle the caller's request.</summary>
internal sealed class BadRequestException(string message, int status = StatusCodes.Status400BadRequest) : GatewayException(status, message)
{
    /// <summary>Whether a field of the gateway is wrong, not the body as a whole.</summary>
    public bool IsAboutGatewayField { get; init; }
}

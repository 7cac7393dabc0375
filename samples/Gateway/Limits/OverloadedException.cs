namespace TracedLlm.Samples.Gateway;

/// <summary>There are as many requests as the gateway, or a deployment, may have at once.</summary>
internal sealed class OverloadedException(string message) : GatewayException(StatusCodes.Status503ServiceUnavailable, message)
{
    public override string Code => ApiError.Overloaded;

    public override int? RetryAfter { get; } = RetryAdvice.ChoosePause();
}

namespace TracedLlm.Samples.Gateway;

/// <summary>A guardrail blocked the request.</summary>
internal sealed class GuardrailBlockedException(string guardrail, string? reason = null)
    : GatewayException(StatusCodes.Status400BadRequest, $"Blocked by the guardrail '{guardrail}'{(reason is null ? "." : $": {reason}")}"), IGuardrailBlock
{
    public override string Code => ApiError.ContentFilter;

    /// <summary>The service's own reason.</summary>
    public string? Reason => reason;
}

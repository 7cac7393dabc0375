namespace TracedLlm.Samples.Gateway;

/// <summary>A guardrail's service cannot be reached: the case for <c>unreachable_fallback</c>.</summary>
internal sealed class GuardrailUnreachableException(string message, Exception? inner = null) : HttpRequestException(message, inner);

namespace TracedLlm.Samples.Gateway;

/// <summary>The gateway cannot reach a guardrail's service; <c>unreachable_fallback</c> decides what follows.</summary>
internal sealed class GuardrailUnreachableException(string message, Exception? inner = null) : HttpRequestException(message, inner);

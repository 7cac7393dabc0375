namespace TracedLlm.Samples.Gateway;

/// <summary>No provider could be made to answer, or its answer broke off.</summary>
internal sealed class ProviderFailedException(int status, string message, Exception? inner = null) : GatewayException(status, message, inner);

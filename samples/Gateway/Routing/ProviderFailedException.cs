namespace TracedLlm.Samples.Gateway;

/// <summary>No provider answered, or the answer broke off.</summary>
internal sealed class ProviderFailedException(int status, string message, Exception? inner = null) : GatewayException(status, message, inner)
{
    /// <summary>Whether the response that the caller received ends with this error.</summary>
    public bool HasErrorEvent { get; init; }
}

namespace TracedLlm.Samples.Gateway;

/// <summary>A request that ends with an error which the caller may read.</summary>
internal abstract class GatewayException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The status of the response.</summary>
    public int Status { get; } = status;
}

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>An exception that the gateway answers with an error.</summary>
internal sealed class GatewayException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;
}

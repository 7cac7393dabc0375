namespace TracedLlm.Delivery.Tests.Transport;

/// <summary>The protocols, as a parameter of tests.</summary>
public enum OtlpProtocolName
{
    Http,
    Grpc,
}

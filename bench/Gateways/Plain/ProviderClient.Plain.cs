namespace TracedLlm.Bench.Gateways;

/// <summary>The call without a span.</summary>
internal sealed partial class ProviderClient
{
    public Task<HttpResponseMessage> SendAsync(Deployment deployment, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        SendCoreAsync(deployment, body, cancellation);
}

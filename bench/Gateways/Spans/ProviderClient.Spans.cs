namespace TracedLlm.Bench.Gateways;

/// <summary>The call with a span of constants.</summary>
internal sealed partial class ProviderClient
{
    public async Task<HttpResponseMessage> SendAsync(Deployment deployment, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var span = ConstantSpans.StartAttempt();
        return await SendCoreAsync(deployment, body, cancellation);
    }
}

namespace TracedLlm.Bench.Gateways;

/// <summary>The call with a span by hand.</summary>
internal sealed partial class ProviderClient
{
    public async Task<HttpResponseMessage> SendAsync(Deployment deployment, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        RequestTrace.Current?.StartAttempt(deployment, _endpoint);
        var response = await SendCoreAsync(deployment, body, cancellation);
        RequestTrace.Current?.SetAnswer(response);
        return response;
    }
}

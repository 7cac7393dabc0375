namespace TracedLlm.Bench.Micro.Export;

/// <summary>Reads a request and accepts it, without a network.</summary>
internal sealed class AcceptingBackend : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
        return new HttpResponseMessage();
    }
}

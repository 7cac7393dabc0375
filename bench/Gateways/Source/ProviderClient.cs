using System.Net.Http.Headers;

namespace TracedLlm.Bench.Gateways;

/// <summary>Asks the provider.</summary>
internal sealed partial class ProviderClient(IConfiguration configuration) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private readonly Uri _endpoint = new(configuration["PROVIDER_URL"] ?? throw new InvalidOperationException("PROVIDER_URL is missing: set the address of the provider."));

    public void Dispose() => _client.Dispose();

    private Task<HttpResponseMessage> SendCoreAsync(Deployment deployment, ReadOnlyMemory<byte> body, CancellationToken cancellation) => _client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Headers = { { "x-deployment", deployment.Id } },
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } },
        },
        HttpCompletionOption.ResponseHeadersRead,
        cancellation);
}

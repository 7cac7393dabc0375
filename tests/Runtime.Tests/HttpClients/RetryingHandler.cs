namespace TracedLlm.Tests.HttpClients;

/// <summary>Sends a request again until it succeeds, as a resilience handler does.</summary>
internal sealed class RetryingHandler(int tries) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var left = tries - 1; ; left--)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (left == 0 || !ClientGateway.IsWorthARetry(response.StatusCode))
                {
                    return response;
                }

                response.Dispose();
            }
            catch (HttpRequestException) when (left > 0)
            {
            }
        }
    }
}

using Polly;

namespace TracedLlm.Samples.Gateway;

/// <summary>Finds a provider that answers: retries within a model name, then its fallbacks.</summary>
internal sealed partial class Router(ProviderClient client, GatewayConfiguration configuration, TimeProvider time, ILogger<Router> logger)
{
    private readonly ResiliencePipeline<HttpResponseMessage> _retries = RetryRules.Pipeline(configuration.NumRetries, time);

    /// <summary>Calls until one answers or none is left. A response comes back with its body unread, whatever its status.</summary>
    /// <exception cref="ProviderFailedException">The last provider could not be reached, or did not answer in time.</exception>
    public async Task<ProviderAnswer> SendAsync(LlmRequest request, IReadOnlyList<ModelGroup> groups, CancellationToken cancellationToken)
    {
        var retries = 0;
        for (var i = 0; ; i++)
        {
            var isLast = i == groups.Count - 1 || request.Body is { CanRepeat: false };
            try
            {
                var (response, deployment, made) = await SendAsync(request, groups[i], cancellationToken);
                retries += made - 1;
                if (isLast || response.IsSuccessStatusCode || !RetryRules.MayFallBack(response))
                {
                    return new ProviderAnswer(response, deployment, retries, i);
                }

                FallingBack(groups[i].Name, groups[i + 1].Name, $"status {(int)response.StatusCode}");
                response.Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or TimeoutException or IOException)
            {
                if (isLast)
                {
                    throw ProviderFailure(exception, groups[i].Name);
                }

                retries += configuration.NumRetries;
                FallingBack(groups[i].Name, groups[i + 1].Name, exception.Message);
            }
        }
    }

    private async Task<(HttpResponseMessage Response, Deployment Deployment, int Made)> SendAsync(
        LlmRequest request, ModelGroup group, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var made = 0;
            Deployment? deployment = null;
            var rules = request.Body is { CanRepeat: false } ? ResiliencePipeline<HttpResponseMessage>.Empty : _retries;
            var response = await rules.ExecuteAsync(
                async attempt =>
                {
                    made++;
                    deployment = group.Next(request.Format);
                    var waited = attempt.Properties.GetValue(RetryRules.Waited, null);
                    return await client.SendAsync(deployment, request, (int?)waited?.TotalMilliseconds, attempt.CancellationToken);
                },
                context);
            return (response, deployment!, made);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ProviderFailedException ProviderFailure(Exception exception, string group) => exception is TimeoutException
        ? new ProviderFailedException(StatusCodes.Status504GatewayTimeout, $"The provider of '{group}' did not answer in time.", exception)
        : new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{group}' could not be reached.", exception);

    [LoggerMessage(LogLevel.Warning, "{Group} failed ({Reason}); falling back to {Next}")]
    private partial void FallingBack(string group, string next, string reason);
}

using System.Collections.Concurrent;
using Polly;

namespace TracedLlm.Samples.Gateway;

/// <summary>Calls providers until one answers: first retries within a model name, then its fallbacks.</summary>
internal sealed partial class Router(ProviderClient client, DeploymentLimits deployments, GatewayConfiguration configuration, TimeProvider time, ILogger<Router> logger)
{
    // One for each number of retries; their number is bounded.
    private readonly ConcurrentDictionary<int, ResiliencePipeline<HttpResponseMessage>> _retries = new();

    /// <summary>Writes the retry limits of <paramref name="request"/> to the trace and to the response.</summary>
    public void StateLimits(LlmRequest request, IReadOnlyList<ModelGroup> groups)
    {
        var isTriedOnce = request.Route.IsSession || !CanRepeat(request);
        LlmTrace.Current?.SetRetryLimits(isTriedOnce ? 0 : RetriesOf(request) * groups.Count, isTriedOnce ? 0 : groups.Count - 1);
    }

    /// <summary>Calls providers until one answers or the attempts are used up. It returns a response of any status; its body is still unread.</summary>
    /// <exception cref="OverloadedException">The deployments of the last model name had as many calls as they may have.</exception>
    /// <exception cref="ProviderFailedException">The last provider could not be reached, broke off or did not answer in time.</exception>
    public async Task<ProviderAnswer> SendAsync(LlmRequest request, IReadOnlyList<ModelGroup> groups, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var isLast = i == groups.Count - 1 || !CanRepeat(request);
            try
            {
                var answer = await SendAsync(request.FallbackRequests.GetValueOrDefault(i - 1, request), groups[i], cancellationToken);
                if (isLast || answer.Response.IsSuccessStatusCode || !RetryRules.MayFallBack(answer.Response))
                {
                    return answer;
                }

                FallingBack(groups[i].Name, groups[i + 1].Name, $"status {(int)answer.Response.StatusCode}");
                answer.Dispose();
            }
            catch (OverloadedException exception) when (!isLast)
            {
                FallingBack(groups[i].Name, groups[i + 1].Name, exception.Message);
            }
            catch (Exception exception) when (exception is HttpRequestException or TimeoutException or (IOException and not BadHttpRequestException))
            {
                if (isLast)
                {
                    throw ProviderFailure(exception, groups[i].Name);
                }

                FallingBack(groups[i].Name, groups[i + 1].Name, exception.Message);
            }
        }
    }

    private async Task<ProviderAnswer> SendAsync(LlmRequest request, ModelGroup group, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            DeploymentPermit permit = default;
            var rules = CanRepeat(request) ? _retries.GetOrAdd(RetriesOf(request), RetryRules.Pipeline, time) : ResiliencePipeline<HttpResponseMessage>.Empty;
            var response = await rules.ExecuteAsync(
                async attempt =>
                {
                    permit = await deployments.AcquireAsync(group, request, attempt.CancellationToken);
                    var waited = attempt.Properties.GetValue(RetryRules.Waited, null);
                    return await SendAsync(permit, request, (int?)waited?.TotalMilliseconds, attempt.CancellationToken);
                },
                context);
            return new ProviderAnswer(response, permit.Deployment)
            {
                Permit = permit,
                Vendor = request.Route.Vendor,
                Timeout = request.TimeoutOr(configuration.RequestTimeout),
                HeaderPrefix = request.Format.HeaderPrefix,
                HasUnaskedUsage = configuration.AlwaysIncludeStreamUsage is null && client.AsksForUsage(permit.Deployment, request),
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // A call that has failed makes room for another one before the next try, which may have to wait.
    private async Task<HttpResponseMessage> SendAsync(DeploymentPermit permit, LlmRequest request, int? backoffMilliseconds, CancellationToken cancellationToken)
    {
        var isRunning = false;
        try
        {
            var response = await client.SendAsync(permit.Deployment, request, backoffMilliseconds, cancellationToken);
            isRunning = response.IsSuccessStatusCode;
            return response;
        }
        finally
        {
            if (!isRunning)
            {
                permit.Dispose();
            }
        }
    }

    private int RetriesOf(LlmRequest request) => request.Options.NumRetries ?? configuration.NumRetries;

    private static bool CanRepeat(LlmRequest request) => request.Body is not { CanRepeat: false };

    private static ProviderFailedException ProviderFailure(Exception exception, string group) => exception switch
    {
        TimeoutException => new ProviderFailedException(StatusCodes.Status504GatewayTimeout, $"The provider of '{group}' did not answer in time.", exception),
        IOException => new ProviderFailedException(StatusCodes.Status502BadGateway, $"The response of the provider of '{group}' broke off.", exception),
        _ => new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{group}' could not be reached.", exception),
    };

    [LoggerMessage(LogLevel.Warning, "{Group} failed ({Reason}); falling back to {Next}")]
    private partial void FallingBack(string group, string next, string reason);
}

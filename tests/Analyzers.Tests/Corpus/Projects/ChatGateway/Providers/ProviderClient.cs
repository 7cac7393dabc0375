using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace ChatGateway.Providers;

internal sealed partial class ProviderClient(HttpClient http, IOptions<ProviderOptions> options, ILogger<ProviderClient> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public async Task<HttpResponseMessage> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await AttemptAsync(request, cancellationToken);
            if (attempt > options.Value.Retries || !IsWorthRetrying(response.StatusCode))
            {
                return response;
            }

            var wait = Backoff(response.Headers.RetryAfter, attempt);
            LogRetry(logger, request.Model, attempt, wait);
            response.Dispose();
            await Task.Delay(wait, cancellationToken);
        }
    }

    [TracedLlmCall]
    private partial Task<HttpResponseMessage> AttemptAsync([SpanTag("litellm.provider.model", Path = "Model")] ProviderRequest request, CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> AttemptCoreAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        request.Body["model"] = options.Value.Aliases.GetValueOrDefault(request.Model, request.Model);
        var message = new HttpRequestMessage(HttpMethod.Post, request.Path)
        {
            Content = new StringContent(request.Body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static bool IsWorthRetrying(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or (HttpStatusCode)529;

    private static TimeSpan Backoff(RetryConditionHeaderValue? asked, int attempt)
    {
        var own = TimeSpan.FromMilliseconds(250 * Math.Pow(2, attempt) * (0.5 + Random.Shared.NextDouble()));
        return asked?.Delta is { } delta && delta > own
            ? delta < LongestWait ? delta : LongestWait
            : own;
    }

    private static void LogRetry(ILogger logger, string model, int attempt, TimeSpan wait) =>
        logger.LogInformation("{Model}: attempt {Attempt} failed, next in {Wait}", model, attempt, wait);
}

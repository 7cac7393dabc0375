using System.Net;
using Polly;
using Polly.Retry;

namespace TracedLlm.Samples.Gateway;

/// <summary>Decides whether a failed call is retried and whether a fallback follows.</summary>
internal static class RetryRules
{
    /// <summary>The key under which an attempt finds its back-off time.</summary>
    public static readonly ResiliencePropertyKey<TimeSpan?> Waited = new("waited");

    public static ResiliencePipeline<HttpResponseMessage> Pipeline(int retries, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = retries,
                ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    Backoff.FindDelay(arguments.AttemptNumber, arguments.Outcome.Result?.Headers, time.GetUtcNow())),
                OnRetry = static arguments =>
                {
                    arguments.Context.Properties.Set(Waited, arguments.RetryDelay);
                    return default;
                },
            });
        }

        return builder.Build();
    }

    /// <summary>Whether a retry of the same call may succeed.</summary>
    public static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutException or IOException || (outcome.Result is { IsSuccessStatusCode: false } response && (ProvidersAdvice(response) ?? IsTransient(response.StatusCode)));

    /// <summary>Whether another model may succeed, because the request did not cause the failure.</summary>
    public static bool MayFallBack(HttpResponseMessage response) =>
        IsTransient(response.StatusCode) || ProvidersAdvice(response) is true || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    private static bool? ProvidersAdvice(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(RetryAdvice.ShouldRetry, out var values) && bool.TryParse(values.ToString(), out var advice) ? advice : null;

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)status >= 500;
}

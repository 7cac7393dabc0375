using System.Net;
using Polly;
using Polly.Retry;

namespace TracedLlm.Samples.Gateway;

/// <summary>Decides whether a failed call is retried and whether a fallback follows.</summary>
internal static class RetryRules
{
    /// <summary>The most retries that a configuration may ask for.</summary>
    public const int MostRetries = 100;

    /// <summary>The key under which a pipeline finds the calls of the request.</summary>
    public static readonly ResiliencePropertyKey<Retries> Calls = new("calls");

    /// <summary>The key under which an attempt finds its back-off time.</summary>
    public static readonly ResiliencePropertyKey<TimeSpan?> Waited = new("waited");

    /// <summary>The pipeline of all requests; <see cref="Retries"/> decides for each.</summary>
    public static ResiliencePipeline<HttpResponseMessage> CreatePipeline(TimeProvider time) => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = MostRetries,
            ShouldHandle = static arguments => RetriesIn(arguments.Context).TryTakeNextAsync(arguments.Outcome, arguments.AttemptNumber, arguments.Context.CancellationToken),
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(RetriesIn(arguments.Context).FindDelay(arguments.Outcome, arguments.AttemptNumber, time)),
            OnRetry = static arguments =>
            {
                arguments.Context.Properties.Set(Waited, arguments.RetryDelay);
                return default;
            },
        })
        .Build();

    /// <summary>Whether a retry of the same call may succeed.</summary>
    public static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        IsFailure(outcome.Exception) || (outcome.Result is { IsSuccessStatusCode: false } response && (ProvidersAdvice(response) ?? IsTransient(response.StatusCode)));

    /// <summary>Whether <paramref name="exception"/> is a failure of a provider. The caller's body may break off too.</summary>
    public static bool IsFailure(Exception? exception) => exception is HttpRequestException or TimeoutException or (IOException and not BadHttpRequestException);

    /// <summary>Whether another model may succeed, because the request did not cause the failure, or only with this model.</summary>
    public static bool MayFallBack(HttpResponseMessage response) =>
        IsTransient(response.StatusCode) || ProvidersAdvice(response) is true || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
        || FailureKinds.Find(response) is FailureKind.ContextWindow or FailureKind.ContentPolicy;

    private static Retries RetriesIn(ResilienceContext context) => context.Properties.GetValue(Calls, null!);

    private static bool? ProvidersAdvice(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(RetryAdvice.ShouldRetry, out var values) && bool.TryParse(values.ToString(), out var advice) ? advice : null;

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)status >= 500;
}

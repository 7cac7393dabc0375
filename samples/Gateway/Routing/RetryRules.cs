using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>Decides whether a failed call is retried and whether a fallback follows.</summary>
internal static class RetryRules
{
    /// <summary>The most retries that a configuration may ask for.</summary>
    public const int MostRetries = 100;

    /// <summary>Whether a retry of the same call may succeed.</summary>
    public static bool IsTransient(CallOutcome outcome) =>
        !outcome.IsSuccess && (outcome.Response is not { } response || (ProvidersAdvice(response) ?? IsTransient(response.StatusCode)));

    /// <summary>Whether <paramref name="exception"/> is a failure of a provider. The caller's body may break off too.</summary>
    public static bool IsFailure(Exception exception) => exception is HttpRequestException or TimeoutException or (IOException and not BadHttpRequestException);

    /// <summary>Whether another model may succeed, because the request did not cause the failure, or only with this model.</summary>
    public static bool MayFallBack(CallOutcome outcome) =>
        !outcome.IsSuccess && (outcome.Response is not { } response || MayFallBack(response));

    private static bool MayFallBack(HttpResponseMessage response) =>
        IsTransient(response.StatusCode) || ProvidersAdvice(response) is true || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
        || FailureKinds.Find(response) is FailureKind.ContextWindow or FailureKind.ContentPolicy;

    private static bool? ProvidersAdvice(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(RetryAdvice.ShouldRetry, out var values) && bool.TryParse(values.ToString(), out var advice) ? advice : null;

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)status >= 500;
}

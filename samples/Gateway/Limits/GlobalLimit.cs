using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Diagnostics;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Refuses requests to LLM routes while as many run as <see cref="ServerLimits.Requests"/> allows: at once, before a body is read or a
/// span is started. A stream and a session count until they have ended. Other routes, such as <c>/health</c>, have no limit.
/// </summary>
internal sealed partial class GlobalLimit(ServerLimits limits, OpenConnections connections, FailureCounter failures, TimeProvider time, ILogger<GlobalLimit> logger) : IDisposable
{
    private const string CallId = "x-litellm-call-id";

    private static readonly TimeSpan WarningPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = limits.Requests });
    private readonly RefusalSample _traced = new(time);
    private long _nextWarning;

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ServedRoute>() is not { } route)
        {
            await next(http);
            return;
        }

        using var permit = _limiter.AttemptAcquire();
        if (permit.IsAcquired)
        {
            await next(http);
        }
        else
        {
            await RefuseAsync(http, route.SelectFormat(http.Request));
        }
    }

    public void Dispose() => _limiter.Dispose();

    private async Task RefuseAsync(HttpContext http, ServedRoute route)
    {
        WarnOncePerMinute();
        var refusal = new OverloadedException("The gateway has as many requests in progress as it may have at once. Try again later.");
        var id = _traced.TryTake() ? StateException(http, refusal) : LeaveUntraced(http, refusal.Status);
        if (connections.AreMany && (HttpProtocol.IsHttp11(http.Request.Protocol) || HttpProtocol.IsHttp10(http.Request.Protocol)))
        {
            http.Response.OnStarting(static response =>
            {
                ((HttpResponse)response).Headers.Connection = "close";
                return Task.CompletedTask;
            }, http.Response);
        }

        try
        {
            await ErrorResponse.WriteAsync(http, route.Errors, new ApiError(refusal.Status, refusal.Message, refusal.Code, id) { RetryAfter = refusal.RetryAfter });
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
        }
    }

    // TracedLlm opens the trace of a request that was answered in front of UseTracedLlm. It takes the exception from the platform's
    // feature, and the id from the header.
    private static string StateException(HttpContext http, OverloadedException refusal)
    {
        http.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Error = refusal, Endpoint = http.GetEndpoint(), Path = http.Request.Path });
        if (http.Request.Headers[CallId] is [{ Length: > 0 } id])
        {
            return id;
        }

        http.Request.Headers[CallId] = id = Guid.NewGuid().ToString();
        return id;
    }

    // A trace costs more than the rest of a refusal. Without an endpoint there is none.
    private string LeaveUntraced(HttpContext http, int status)
    {
        failures.Count(LlmFailureOutcome.Refused, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, status);
        http.SetEndpoint(null);
        return http.TraceIdentifier;
    }

    private void WarnOncePerMinute()
    {
        var (now, next) = (time.GetTimestamp(), Volatile.Read(ref _nextWarning));
        if (now >= next && Interlocked.CompareExchange(ref _nextWarning, now + (long)(WarningPause.TotalSeconds * time.TimestampFrequency), next) == next)
        {
            Refusing(limits.Requests);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Limit} requests are in progress, and further ones are refused with 503 (general_settings.global_max_parallel_requests). This is logged once a minute at most")]
    private partial void Refusing(int limit);
}

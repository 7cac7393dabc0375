using System.Diagnostics;

namespace TracedLlm.Bench.Gateways;

/// <summary>The stages with spans by hand.</summary>
internal sealed partial class ChatEndpoint
{
    public Task HandleAsync(HttpContext http) => HandleCoreAsync(http);

    private async Task<Caller?> AuthenticateAsync(HttpContext http)
    {
        using var span = RequestTrace.Current?.StartStage("auth");
        try
        {
            var caller = await AuthenticateCoreAsync(http);
            if (caller is not null)
            {
                RequestTrace.Current?.SetCaller(caller);
            }

            return caller;
        }
        catch (Exception exception)
        {
            Fail(span, exception);
            throw;
        }
    }

    private async ValueTask ReserveAsync(Caller caller)
    {
        using var span = RequestTrace.Current?.StartStage("proxy_pre_call");
        try
        {
            await ReserveCoreAsync(caller);
        }
        catch (Exception exception)
        {
            Fail(span, exception);
            throw;
        }
    }

    private async ValueTask<Verdict> CheckAsync(string name, RequestBody body)
    {
        var start = Stopwatch.GetTimestamp();
        using var span = RequestTrace.Current?.StartGuardrail(name);
        try
        {
            var verdict = await CheckCoreAsync(name, body);
            if (span is not null)
            {
                span.AddTag("litellm.guardrail.status", verdict.IsBlocked ? "guardrail_intervened" : "success");
                span.AddTag("litellm.guardrail.action", verdict.IsBlocked ? "block" : "none");
                span.AddTag("litellm.guardrail.duration", Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return verdict;
        }
        catch (Exception exception)
        {
            Fail(span, exception);
            throw;
        }
    }

    private static async ValueTask StepAsync()
    {
        using var span = RequestTrace.Current?.StartStage("step");
        await StepCoreAsync();
    }

    private static void Fail(Activity? span, Exception exception)
    {
        span?.SetStatus(ActivityStatusCode.Error, exception.Message);
        span?.AddException(exception);
    }

    static partial void OnRequest(HttpContext http, ChatRequest request) => RequestTrace.Current?.SetRequest(request);

    static partial void OnAttributes(HttpContext http, int count) => RequestTrace.Current?.AddDetails(count);

    static partial void OnRelayed(HttpContext http, ReadOnlySpan<byte> bytes) => RequestTrace.Current?.Read(bytes);

    static partial void OnAnswered(HttpContext http) => RequestTrace.Current?.EndAttempt();
}

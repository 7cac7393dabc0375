using Polly;

namespace TracedLlm.Samples.Gateway;

/// <summary>The retries of one request within one model name: how many the last failure allows, and how long to wait.</summary>
/// <param name="calls">The calls of the model name.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="hasList">Whether a fallback follows that the configuration names for a failure of this kind only. Deployments of one <c>order</c> serve the same model, and would fail again; those of another <c>order</c> may serve another model, and are called before the fallback.</param>
internal sealed class Retries(GroupCalls calls, GatewayConfiguration configuration, Func<FailureKind, bool> hasList)
{
    /// <summary>The deployment of the last call.</summary>
    public Deployment? Last { get; set; }

    /// <summary>Whether one more call may succeed.</summary>
    /// <param name="outcome">The last call's.</param>
    /// <param name="retries">How many retries there were.</param>
    public bool MayRetry(Outcome<HttpResponseMessage> outcome, int retries)
    {
        if (outcome.Result is { IsSuccessStatusCode: true } || (outcome.Exception is { } exception && !RetryRules.IsFailure(exception)))
        {
            return false;
        }

        var kind = outcome.Result is { } response ? FailureKinds.Find(response) : FailureKinds.Find(outcome.Exception!);
        var policy = PolicyOf(calls.Group, configuration)?.Find(kind);
        return retries < (calls.Request.Options.NumRetries ?? policy ?? Last?.NumRetries ?? configuration.NumRetries)
            && calls.HasNext
            && !hasList(kind)
            && (policy is not null || RetryRules.IsTransient(outcome) || (kind == FailureKind.Authentication && calls.NextIsElsewhere));
    }

    /// <summary>A deployment that has failed needs time; another one can be called at once.</summary>
    public TimeSpan FindDelay(Outcome<HttpResponseMessage> outcome, int retry, TimeProvider time) =>
        calls.NextIsElsewhere ? TimeSpan.Zero : Backoff.FindDelay(retry, outcome.Result?.Headers, time.GetUtcNow());

    /// <summary>The most retries of a request within <paramref name="group"/>, in one <c>order</c> of it.</summary>
    public static int Most(ModelGroup group, LlmRequest request, GatewayConfiguration configuration) =>
        request.Options.NumRetries ?? Math.Max(group.MostRetries ?? configuration.NumRetries, PolicyOf(group, configuration)?.Highest ?? 0);

    private static ErrorCounts? PolicyOf(ModelGroup group, GatewayConfiguration configuration) =>
        configuration.Routing.RetriesByModel.GetValueOrDefault(group.Name) ?? configuration.Routing.RetriesByError;
}

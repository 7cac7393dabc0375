namespace TracedLlm.Samples.Gateway;

/// <summary>The retries of one request within one <c>order</c> of a model name: how many the last failure allows, and how long to wait.</summary>
/// <param name="calls">The calls of the model name.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="hasList">Whether a fallback follows that the configuration names for a failure of this kind only. Deployments of one <c>order</c> serve the same model, and would fail again; those of another <c>order</c> may serve another model, and are called before the fallback.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class Retries(GroupCalls calls, GatewayConfiguration configuration, Func<FailureKind, bool> hasList, TimeProvider time)
{
    private int _count;

    /// <summary>
    /// The next call, if one more may succeed and a deployment takes it, and how long the gateway has waited. A deployment that has failed
    /// needs time; another one can be called at once. During the wait the request has no place, so that others can use it.
    /// </summary>
    /// <param name="outcome">The last call's. It is still the caller's if there is no next call.</param>
    /// <param name="cancellationToken">Cancelled when the caller has left.</param>
    public async ValueTask<(RoutedCall? Call, TimeSpan Waited)> TryTakeNextAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        if (!MayRetry(outcome))
        {
            return default;
        }

        var retry = _count++;
        if (calls.TryBeginElsewhere() is { } elsewhere)
        {
            return (elsewhere, TimeSpan.Zero);
        }

        var delay = Backoff.FindDelay(retry, outcome.Response?.Headers, time.GetUtcNow());
        var pause = Task.Delay(delay, time, cancellationToken);
        await outcome.KeepAsync(next: null, time, cancellationToken);
        await pause;
        var (call, _) = await calls.TryBeginAsync(cancellationToken);
        return (call, delay);
    }

    private bool MayRetry(CallOutcome outcome)
    {
        if (outcome.IsSuccess || !calls.Request.CanRepeat)
        {
            return false;
        }

        var kind = outcome.Kind;
        var policy = PolicyOf(calls.Group, configuration)?.Find(kind);
        return _count < (calls.Request.Options.NumRetries ?? policy ?? outcome.Deployment.NumRetries ?? configuration.NumRetries)
            && calls.HasNext
            && !hasList(kind)
            && (policy is not null || RetryRules.IsTransient(outcome) || (kind == FailureKind.Authentication && calls.NextIsElsewhere));
    }

    /// <summary>The most retries of a request within <paramref name="group"/>, in one <c>order</c> of it.</summary>
    public static int Most(ModelGroup group, LlmRequest request, GatewayConfiguration configuration) =>
        request.Options.NumRetries ?? Math.Max(group.MostRetries ?? configuration.NumRetries, PolicyOf(group, configuration)?.Highest ?? 0);

    private static ErrorCounts? PolicyOf(ModelGroup group, GatewayConfiguration configuration) =>
        configuration.Routing.RetriesByModel.GetValueOrDefault(group.Name) ?? configuration.Routing.RetriesByError;
}

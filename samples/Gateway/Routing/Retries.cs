using Polly;

namespace TracedLlm.Samples.Gateway;

/// <summary>The retries of one request within one model name: how many the last failure allows, and how long to wait. Dispose ends a call that was taken and not sent.</summary>
/// <param name="calls">The calls of the model name.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="hasList">Whether a fallback follows that the configuration names for a failure of this kind only. Deployments of one <c>order</c> serve the same model, and would fail again; those of another <c>order</c> may serve another model, and are called before the fallback.</param>
internal sealed class Retries(GroupCalls calls, GatewayConfiguration configuration, Func<FailureKind, bool> hasList) : IDisposable
{
    private RoutedCall? _next;

    // The deployment of the last call.
    private Deployment? _last;

    /// <summary>The next call: the first one, or that of <see cref="TryTakeNextAsync"/>.</summary>
    public async ValueTask<RoutedCall> BeginAsync(CancellationToken cancellationToken)
    {
        var call = _next ?? await calls.BeginAsync(cancellationToken);
        _next = null;
        _last = call.Deployment;
        return call;
    }

    /// <summary>
    /// Takes the next call, if one more may succeed. While the gateway waits, other requests may let the deployments rest or take their
    /// places; the caller would then get the gateway's refusal in place of the provider's answer.
    /// </summary>
    /// <param name="outcome">The last call's.</param>
    /// <param name="retries">How many retries there were.</param>
    /// <param name="cancellationToken">Cancelled when the caller has left.</param>
    public async ValueTask<bool> TryTakeNextAsync(Outcome<HttpResponseMessage> outcome, int retries, CancellationToken cancellationToken)
    {
        if (!MayRetry(outcome, retries))
        {
            return false;
        }

        try
        {
            _next = await calls.BeginAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is OverloadedException or NoDeploymentsException or OperationCanceledException)
        {
            // The outcome has an owner only if it is returned.
            return false;
        }
    }

    private bool MayRetry(Outcome<HttpResponseMessage> outcome, int retries)
    {
        if (outcome.Result is { IsSuccessStatusCode: true } || (outcome.Exception is { } exception && !RetryRules.IsFailure(exception)))
        {
            return false;
        }

        var kind = outcome.Result is { } response ? FailureKinds.Find(response) : FailureKinds.Find(outcome.Exception!);
        var policy = PolicyOf(calls.Group, configuration)?.Find(kind);
        return retries < (calls.Request.Options.NumRetries ?? policy ?? _last?.NumRetries ?? configuration.NumRetries)
            && calls.HasNext
            && !hasList(kind)
            && (policy is not null || RetryRules.IsTransient(outcome) || (kind == FailureKind.Authentication && calls.NextIsElsewhere));
    }

    /// <summary>A deployment that has failed needs time; another one can be called at once.</summary>
    public TimeSpan FindDelay(Outcome<HttpResponseMessage> outcome, int retry, TimeProvider time) =>
        _next!.Reason == RoutingReasons.RetryElsewhere ? TimeSpan.Zero : Backoff.FindDelay(retry, outcome.Result?.Headers, time.GetUtcNow());

    public void Dispose() => _next?.Dispose();

    /// <summary>The most retries of a request within <paramref name="group"/>, in one <c>order</c> of it.</summary>
    public static int Most(ModelGroup group, LlmRequest request, GatewayConfiguration configuration) =>
        request.Options.NumRetries ?? Math.Max(group.MostRetries ?? configuration.NumRetries, PolicyOf(group, configuration)?.Highest ?? 0);

    private static ErrorCounts? PolicyOf(ModelGroup group, GatewayConfiguration configuration) =>
        configuration.Routing.RetriesByModel.GetValueOrDefault(group.Name) ?? configuration.Routing.RetriesByError;
}

namespace TracedLlm.Samples.Gateway;

/// <summary>Calls providers until one answers: first retries within a model name, then its fallbacks.</summary>
internal sealed partial class Router(ProviderClient client, DeploymentSelector selector, GatewayConfiguration configuration, TimeProvider time, ILogger<Router> logger)
{
    /// <summary>Writes the retry limits of <paramref name="request"/> to the trace and to the response.</summary>
    public void StateLimits(LlmRequest request, RoutePlan plan)
    {
        var isTriedOnce = request.Route.IsSession || !request.CanRepeat;
        var groups = isTriedOnce ? [] : plan.Reachable();

        // A call of the deployments with the next order is one more try of the same model name.
        LlmTrace.Current?.SetRetryLimits(
            groups.Sum(group => group.LevelsFor(request).Count * (Retries.Most(group, request, configuration) + 1) - 1), Math.Max(0, groups.Count - 1));
    }

    /// <summary>The calls of <paramref name="request"/> to the deployments of a model name.</summary>
    public GroupCalls CallsOf(LlmRequest request, FallbackStep step) => new(step.Group, request, step.Reason, selector);

    /// <summary>
    /// Calls providers until one answers or the attempts are used up. It returns a response of any status; its body is still unread. If the
    /// deployments that would follow a failure rest or are busy, the last failure is the caller's.
    /// </summary>
    /// <exception cref="NoDeploymentsException">Nothing was called: the deployments of the last model name rest.</exception>
    /// <exception cref="OverloadedException">Nothing was called: the deployments of the last model name had as many calls as they may have.</exception>
    /// <exception cref="ProviderFailedException">The last provider could not be reached, broke off or did not answer in time.</exception>
    public async Task<ProviderAnswer> SendAsync(LlmRequest request, RoutePlan plan, CancellationToken cancellationToken)
    {
        await using var last = new LastOutcome(time);
        for (var step = plan.First; ;)
        {
            var calls = CallsOf(step.Index is { } index ? request.FallbackRequests.GetValueOrDefault(index, request) : request, step);
            var refusal = await SendToOrdersAsync(calls, kind => plan.HasListFor(step, kind), last, cancellationToken);

            // A body that can be sent only once is still there if nothing was called.
            var next = last.Value is null || MayGoOn(calls, last.Value) ? plan.Next(step, refusal is null ? last.Value!.Kind : FailureKind.RateLimit) : null;
            if (next is null)
            {
                return last.Take()?.GetAnswer() ?? throw Stated(refusal!);
            }

            FallingBack(step.Group.Name, next.Group.Name, refusal?.Message ?? last.Value!.Reason);
            step = next;
        }
    }

    /// <summary>The call of a session: deployments with the next order serve if those before rest or are busy. It has no retries.</summary>
    /// <exception cref="NoDeploymentsException">All deployments rest.</exception>
    /// <exception cref="OverloadedException">All deployments have as many calls as they may have.</exception>
    public async Task<RoutedCall> BeginSessionAsync(GroupCalls calls, CancellationToken cancellationToken)
    {
        var (call, refusal) = await TryBeginAsync(calls, cancellationToken);
        return call ?? throw Stated(refusal!);
    }

    /// <summary>Counts a session among the answers of its deployment.</summary>
    /// <param name="calls">The calls of the request.</param>
    /// <param name="call">The session.</param>
    /// <param name="failure">Why the provider opened no session or broke it off; <see langword="null"/> if the session ended.</param>
    public void AddSession(GroupCalls calls, RoutedCall call, Exception? failure)
    {
        if (!calls.Request.DependsOnDeployment)
        {
            return;
        }

        if (failure is null)
        {
            selector.Cooldowns.AddSuccess(call.Deployment);
        }
        else if (failure is not TimeoutException || !calls.Request.IsImpatient(call.Deployment, configuration))
        {
            var kind = failure is SessionRefusedException { StatusCode: { } status } ? FailureKinds.Find(status) : FailureKinds.Find(failure);
            AddFailure(calls, call, kind, asked: null);
        }
    }

    // Deployments with the next order follow when the retries of those before are used up. Returns why nothing was called; null if a deployment was.
    private async Task<GatewayException?> SendToOrdersAsync(GroupCalls calls, Func<FailureKind, bool> hasList, LastOutcome last, CancellationToken cancellationToken)
    {
        for (var isCalled = false; ; isCalled = true)
        {
            var (call, refusal) = await last.KeepDuringAsync(TryBeginAsync(calls, cancellationToken).AsTask());
            if (call is null)
            {
                return isCalled ? null : refusal;
            }

            var outcome = await SendWithRetriesAsync(call, calls, hasList, last, cancellationToken);
            if (!MayGoOn(calls, outcome) || !calls.MoveToNextOrder(RoutingReasons.OrderFailed))
            {
                return null;
            }

            MovingOn(calls.Group.Name, outcome.Reason);
        }
    }

    // The next call, with the first order that takes it; otherwise why the last one does not.
    private async ValueTask<(RoutedCall? Call, GatewayException? Refusal)> TryBeginAsync(GroupCalls calls, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (call, refusal) = await calls.TryBeginAsync(cancellationToken);
            if (call is not null || !calls.MoveToNextOrder(refusal is OverloadedException ? RoutingReasons.OthersBusy : RoutingReasons.OthersResting))
            {
                return (call, refusal);
            }

            MovingOn(calls.Group.Name, refusal!.Message);
        }
    }

    private async Task<CallOutcome> SendWithRetriesAsync(RoutedCall first, GroupCalls calls, Func<FailureKind, bool> hasList, LastOutcome last, CancellationToken cancellationToken)
    {
        var retries = new Retries(calls, configuration, hasList, time);
        TimeSpan? waited = null;
        for (var call = first; ;)
        {
            await last.GiveUpAsync();
            var outcome = last.Value = await SendOnceAsync(call, calls, waited, cancellationToken);
            var (next, delay) = await retries.TryTakeNextAsync(outcome, cancellationToken);
            if (next is null)
            {
                return outcome;
            }

            (call, waited) = (next, delay);
        }
    }

    // A call that has failed frees its place: the next try takes one of its own.
    private async Task<CallOutcome> SendOnceAsync(RoutedCall call, GroupCalls calls, TimeSpan? waited, CancellationToken cancellationToken)
    {
        var request = calls.Request;
        var isRunning = false;
        var start = time.GetTimestamp();
        var isStreaming = request.IsStreaming is true;
        if (request.DependsOnDeployment)
        {
            selector.Latencies.Begin(call.Deployment, isStreaming);
        }

        try
        {
            var response = await client.SendAsync(call, request, (int?)waited?.TotalMilliseconds, cancellationToken);
            isRunning = response.IsSuccessStatusCode;
            Add(calls, call, response, time.GetElapsedTime(start));
            return new CallOutcome(new ProviderAnswer(response, call)
            {
                Vendor = request.Route.Vendor,
                Timeout = request.TimeoutFor(call.Deployment, configuration),
                HeaderPrefix = request.Format.HeaderPrefix,
                HasUnaskedUsage = configuration.AlwaysIncludeStreamUsage is null && client.AsksForUsage(call.Deployment, request),
            });
        }
        catch (Exception exception) when (RetryRules.IsFailure(exception))
        {
            AddFailure(calls, call, exception);
            return new CallOutcome(exception, call.Deployment);
        }
        finally
        {
            if (request.DependsOnDeployment)
            {
                selector.Latencies.End(call.Deployment, isStreaming);
            }

            if (!isRunning)
            {
                call.Dispose();
            }
        }
    }

    // Whether another deployment or another model may succeed.
    private static bool MayGoOn(GroupCalls calls, CallOutcome outcome) => calls.Request.CanRepeat && RetryRules.MayFallBack(outcome);

    private static GatewayException Stated(GatewayException refusal)
    {
        if (refusal is NoDeploymentsException { Resting: var resting })
        {
            LlmTrace.Current?.SetRootTag(LiteLlm.RoutingResting, resting.ToArray());
        }

        return refusal;
    }

    private void Add(GroupCalls calls, RoutedCall call, HttpResponseMessage response, TimeSpan latency)
    {
        if (!calls.Request.DependsOnDeployment)
        {
            return;
        }

        if (response.IsSuccessStatusCode)
        {
            // The first byte is no answer yet: a provider that breaks off or goes silent behind it has failed.
            selector.Latencies.Add(call.Deployment, calls.Request.IsStreaming is true, latency);
            call.Ended = failure =>
            {
                if (failure is null)
                {
                    selector.Cooldowns.AddSuccess(call.Deployment);
                }
                else
                {
                    AddFailure(calls, call, failure);
                }
            };
        }
        else
        {
            AddFailure(calls, call, FailureKinds.Find(response), Backoff.AskedFor(response.Headers, time.GetUtcNow()));
        }
    }

    private void AddFailure(GroupCalls calls, RoutedCall call, Exception exception)
    {
        // A caller decides about its own time only.
        if (!calls.Request.DependsOnDeployment || (exception is TimeoutException && calls.Request.IsImpatient(call.Deployment, configuration)))
        {
            return;
        }

        AddFailure(calls, call, FailureKinds.Find(exception), asked: null);
    }

    private void AddFailure(GroupCalls calls, RoutedCall call, FailureKind kind, TimeSpan? asked)
    {
        // Behind a pattern, the caller chooses the name that the provider does not know.
        if (FailureKinds.IsOfRequest(kind) || (kind is FailureKind.NotFound or FailureKind.UnknownModel && calls.Group.IsOfPattern))
        {
            return;
        }

        // A deployment that fails at once is not the fastest.
        selector.Latencies.AddFailure(call.Deployment, calls.Request.IsStreaming is true, kind);
        selector.Cooldowns.AddFailure(call.Deployment, calls.HasOneDeployment, kind, asked);
    }

    [LoggerMessage(LogLevel.Warning, "{Group} failed ({Reason}); going on to the deployments with the next order")]
    private partial void MovingOn(string group, string reason);

    [LoggerMessage(LogLevel.Warning, "{Group} failed ({Reason}); falling back to {Next}")]
    private partial void FallingBack(string group, string next, string reason);
}

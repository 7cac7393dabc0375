using Polly;

namespace TracedLlm.Samples.Gateway;

/// <summary>Calls providers until one answers: first retries within a model name, then its fallbacks.</summary>
internal sealed partial class Router(ProviderClient client, DeploymentSelector selector, GatewayConfiguration configuration, TimeProvider time, ILogger<Router> logger)
{
    private readonly ResiliencePipeline<HttpResponseMessage> _retries = RetryRules.CreatePipeline(time);

    /// <summary>Writes the retry limits of <paramref name="request"/> to the trace and to the response.</summary>
    public void StateLimits(LlmRequest request, RoutePlan plan)
    {
        var isTriedOnce = request.Route.IsSession || !CanRepeat(request);
        var groups = isTriedOnce ? [] : plan.Reachable();

        // A call of the deployments with the next order is one more try of the same model name.
        LlmTrace.Current?.SetRetryLimits(
            groups.Sum(group => group.LevelsFor(request).Count * (Retries.Most(group, request, configuration) + 1) - 1), Math.Max(0, groups.Count - 1));
    }

    /// <summary>The calls of <paramref name="request"/> to the deployments of a model name.</summary>
    public GroupCalls CallsOf(LlmRequest request, FallbackStep step) => new(step.Group, request, step.Reason, selector);

    /// <summary>Calls providers until one answers or the attempts are used up. It returns a response of any status; its body is still unread.</summary>
    /// <exception cref="NoDeploymentsException">The deployments of the last model name rest.</exception>
    /// <exception cref="OverloadedException">The deployments of the last model name had as many calls as they may have.</exception>
    /// <exception cref="ProviderFailedException">The last provider could not be reached, broke off or did not answer in time.</exception>
    public async Task<ProviderAnswer> SendAsync(LlmRequest request, RoutePlan plan, CancellationToken cancellationToken)
    {
        var isSent = false;
        for (var step = plan.First; ;)
        {
            FallbackStep? next;
            string reason;
            var calls = CallsOf(step.Index is { } index ? request.FallbackRequests.GetValueOrDefault(index, request) : request, step);
            try
            {
                var answer = await SendToOrdersAsync(calls, kind => plan.HasListFor(step, kind), cancellationToken);
                next = answer.Response.IsSuccessStatusCode || !CanRepeat(request) || !RetryRules.MayFallBack(answer.Response) ? null : plan.Next(step, FailureKinds.Find(answer.Response));
                if (next is null)
                {
                    return answer;
                }

                reason = $"status {(int)answer.Response.StatusCode}";
                answer.Dispose();
                isSent = true;
            }
            catch (GatewayException exception) when (exception is OverloadedException or NoDeploymentsException)
            {
                // A body that can be sent only once is still there if nothing was called.
                next = isSent && !CanRepeat(request) ? null : plan.Next(step, FailureKind.RateLimit);
                if (next is null)
                {
                    throw;
                }

                reason = exception.Message;
            }
            catch (Exception exception) when (RetryRules.IsFailure(exception))
            {
                next = CanRepeat(request) ? plan.Next(step, FailureKinds.Find(exception)) : null;
                if (next is null)
                {
                    throw ProviderFailure(exception, step.Group.Name);
                }

                reason = exception.Message;
                isSent = true;
            }

            FallingBack(step.Group.Name, next.Group.Name, reason);
            step = next;
        }
    }

    /// <summary>The call of a session: deployments with the next order serve if those before rest or are busy. It has no retries.</summary>
    /// <exception cref="NoDeploymentsException">All deployments rest.</exception>
    /// <exception cref="OverloadedException">All deployments have as many calls as they may have.</exception>
    public async Task<RoutedCall> BeginSessionAsync(GroupCalls calls, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await calls.BeginAsync(cancellationToken);
            }
            catch (OverloadedException exception) when (calls.MoveToNextOrder(RoutingReasons.OthersBusy))
            {
                MovingOn(calls.Group.Name, exception.Message);
            }
            catch (NoDeploymentsException exception) when (calls.MoveToNextOrder(RoutingReasons.OthersResting))
            {
                MovingOn(calls.Group.Name, exception.Message);
            }
        }
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

    // Deployments with the next order follow when the retries of those before are used up.
    private async Task<ProviderAnswer> SendToOrdersAsync(GroupCalls calls, Func<FailureKind, bool> hasList, CancellationToken cancellationToken)
    {
        while (true)
        {
            string reason;
            try
            {
                var answer = await SendWithRetriesAsync(calls, hasList, cancellationToken);
                if (answer.Response.IsSuccessStatusCode || !CanRepeat(calls.Request) || !RetryRules.MayFallBack(answer.Response) || !calls.MoveToNextOrder(RoutingReasons.OrderFailed))
                {
                    return answer;
                }

                reason = $"status {(int)answer.Response.StatusCode}";
                answer.Dispose();
            }
            catch (Exception exception) when (RetryRules.IsFailure(exception) && CanRepeat(calls.Request) && calls.MoveToNextOrder(RoutingReasons.OrderFailed))
            {
                reason = exception.Message;
            }
            catch (OverloadedException exception) when (calls.MoveToNextOrder(RoutingReasons.OthersBusy))
            {
                reason = exception.Message;
            }
            catch (NoDeploymentsException exception) when (calls.MoveToNextOrder(RoutingReasons.OthersResting))
            {
                reason = exception.Message;
            }

            MovingOn(calls.Group.Name, reason);
        }
    }

    private async Task<ProviderAnswer> SendWithRetriesAsync(GroupCalls calls, Func<FailureKind, bool> hasList, CancellationToken cancellationToken)
    {
        var request = calls.Request;
        using var retries = new Retries(calls, configuration, hasList);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RetryRules.Calls, retries);
        try
        {
            RoutedCall? call = null;
            var rules = CanRepeat(request) ? _retries : ResiliencePipeline<HttpResponseMessage>.Empty;
            var response = await rules.ExecuteAsync(
                async attempt =>
                {
                    call = await retries.BeginAsync(attempt.CancellationToken);
                    var waited = attempt.Properties.GetValue(RetryRules.Waited, null);
                    return await SendOnceAsync(call, calls, (int?)waited?.TotalMilliseconds, attempt.CancellationToken);
                },
                context);
            return new ProviderAnswer(response, call!)
            {
                Vendor = request.Route.Vendor,
                Timeout = request.TimeoutFor(call!.Deployment, configuration),
                HeaderPrefix = request.Format.HeaderPrefix,
                HasUnaskedUsage = configuration.AlwaysIncludeStreamUsage is null && client.AsksForUsage(call.Deployment, request),
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // A call that has failed frees its place: the next try takes one of its own.
    private async Task<HttpResponseMessage> SendOnceAsync(RoutedCall call, GroupCalls calls, int? backoffMilliseconds, CancellationToken cancellationToken)
    {
        var isRunning = false;
        var start = time.GetTimestamp();
        var isStreaming = calls.Request.IsStreaming is true;
        if (calls.Request.DependsOnDeployment)
        {
            selector.Latencies.Begin(call.Deployment, isStreaming);
        }

        try
        {
            var response = await client.SendAsync(call, calls.Request, backoffMilliseconds, cancellationToken);
            isRunning = response.IsSuccessStatusCode;
            Add(calls, call, response, time.GetElapsedTime(start));
            return response;
        }
        catch (Exception exception) when (RetryRules.IsFailure(exception))
        {
            AddFailure(calls, call, exception);
            throw;
        }
        finally
        {
            if (calls.Request.DependsOnDeployment)
            {
                selector.Latencies.End(call.Deployment, isStreaming);
            }

            if (!isRunning)
            {
                call.Dispose();
            }
        }
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

    private static bool CanRepeat(LlmRequest request) => request.Body is not { CanRepeat: false };

    private static ProviderFailedException ProviderFailure(Exception exception, string group) => exception switch
    {
        TimeoutException => new ProviderFailedException(StatusCodes.Status504GatewayTimeout, $"The provider of '{group}' did not answer in time.", exception),
        IOException => new ProviderFailedException(StatusCodes.Status502BadGateway, $"The response of the provider of '{group}' broke off.", exception),
        _ => new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{group}' could not be reached.", exception),
    };

    [LoggerMessage(LogLevel.Warning, "{Group} failed ({Reason}); going on to the deployments with the next order")]
    private partial void MovingOn(string group, string reason);

    [LoggerMessage(LogLevel.Warning, "{Group} failed ({Reason}); falling back to {Next}")]
    private partial void FallingBack(string group, string next, string reason);
}

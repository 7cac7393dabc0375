using System.Net.WebSockets;

namespace TracedLlm.Samples.Gateway;

/// <summary>Handles the routes of <see cref="ServedRoutes"/>: authenticates the caller, reads the request, applies guardrails and relays the provider's answer. It does not translate between APIs.</summary>
internal sealed partial class LlmEndpoint(
    KeyRing keys, ModelTable models, GuardrailPipeline guardrails, Router router, ProviderSession session, ResponseCache cache, ResponseRelay relay, KnownRoutes routes, KeyLimits keyLimits, SessionPolicy sessions, RemovedFields removed,
    ILogger<LlmEndpoint> logger)
{
    /// <summary>Maps every route.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var route in ServedRoutes.All)
        {
            // A request delegate: for another delegate, ASP.NET Core compiles an expression for each of the patterns.
            // If the provider owns `metadata` on this route although TracedLlm's table gives it to the gateway, the attribute says so.
            RequestDelegate handler = route.Format.IsPassedOn ? ServePassedOnAsync
                : route.HasProvidersMetadata || route.Vendor is not null ? ServeWithProvidersMetadataAsync
                : ServeAsync;
            foreach (var pattern in route.Patterns)
            {
                app.MapMethods(pattern, route.Methods, handler).WithMetadata(route);
            }
        }
    }

    [TracedLlmRoute]
    private Task ServeAsync(HttpContext http) => HandleAsync(http);

    [TracedLlmRoute(MetadataField = MetadataField.LiteLlmMetadata)]
    private Task ServeWithProvidersMetadataAsync(HttpContext http) => HandleAsync(http);

    [TracedLlmRoute(LlmApi.PassThrough, MetadataField = MetadataField.LiteLlmMetadata)]
    private Task ServePassedOnAsync(HttpContext http) => HandleAsync(http);

    private async Task HandleAsync(HttpContext http)
    {
        var route = http.GetEndpoint()!.Metadata.GetRequiredMetadata<ServedRoute>().SelectFormat(http.Request);
        GatewayHeaders.Register(http);
        try
        {
            var caller = Authenticate(http.Request);
            using var permit = keyLimits.Acquire(caller);
            RefuseOwnRoute(http, route);
            var request = ModelTable.WithFallbackRequests(await ReadAsync(http.Request, route, caller, http.RequestAborted));
            guardrails.RefuseUnknown(request);
            removed.Log(request);
            var plan = models.PlanFor(request);
            GatewayHeaders.SetGroup(http, plan.First.Group.Name);
            router.StateLimits(request, plan);
            try
            {
                await (IsSession(http, route) ? RelaySessionAsync(http, request, plan) : AnswerAsync(http, request, plan));
            }
            finally
            {
                removed.LogBehindFile(request);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, so the gateway writes no answer.
        }
        catch (Exception exception) when (exception is GatewayException or BadHttpRequestException)
        {
            await FailAsync(http, route, exception);
        }
        catch (IOException exception) when (exception.InnerException is OverflowException)
        {
            // Kestrel's exception for a chunk size of 2^31 or more; smaller malformed sizes are a BadHttpRequestException.
            await FailAsync(http, route, new BadHttpRequestException("The size of a chunk of the body is too large.", exception));
        }
        catch (Exception exception) when (exception is not IOException && !http.Response.HasStarted)
        {
            // An IOException may be the caller's departure, which TracedLlm distinguishes.
            LlmTrace.Current?.RecordException(exception);
            Failed(exception, http.Request.Method, http.Request.Path);
            await FailAsync(http, route, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void Failed(Exception exception, string method, string path);

    // After the first byte, the exception leaves the handler: the server sends all that was written, and then closes the connection without
    // the end of the body. HttpContext.Abort would discard what has not reached the network.
    [FailureLoggingPath]
    private static Task FailAsync(HttpContext http, ServedRoute route, Exception exception)
    {
        if (http.Response.HasStarted && IsSession(http, route))
        {
            http.Abort();
            return Task.CompletedTask;
        }

        return !http.Response.HasStarted ? WriteErrorAsync(http, route, exception)
            : exception is ProviderFailedException { HasErrorEvent: true } ? Task.CompletedTask
            : Task.FromException(exception);
    }

    // A pass-through is a session if the caller asks for one. CONNECT is nothing else.
    private static bool IsSession(HttpContext http, ServedRoute route) =>
        route.IsSession || (route.Vendor is not null && (http.WebSockets.IsWebSocketRequest || HttpMethods.IsConnect(http.Request.Method)));

    private static Task WriteErrorAsync(HttpContext http, ServedRoute route, Exception exception)
    {
        var status = exception switch
        {
            GatewayException failure => failure.Status,
            BadHttpRequestException failure => failure.StatusCode,
            _ => StatusCodes.Status500InternalServerError,
        };
        var known = exception as GatewayException;
        var message = exception is GatewayException or BadHttpRequestException ? exception.Message : "The gateway failed; its log has the reason.";
        var error = new ApiError(status, message, known?.Code, LlmTrace.Current?.CallId);
        return ErrorResponse.WriteAsync(http, route.Errors, known is null ? error : error with { MayRetry = known.MayRetry, RetryAfter = known.RetryAfter });
    }

    // `/openai/v1/chat%2Fcompletions` is a pass-through for routing, and the provider's chat completions for the provider: without guardrails.
    private void RefuseOwnRoute(HttpContext http, ServedRoute route)
    {
        if (route.Vendor is not null && routes.OwnRouteFor(http.Request.Method, PassThroughTarget.PathOf(http)) is { } own)
        {
            throw new BadRequestException($"The path is another spelling of {own}, which is no pass-through. Send the path without doubled or encoded slashes.");
        }
    }

    [TracedStage(LlmStage.Auth)]
    [return: SpanTag(LiteLlm.ApiKeyHash, Path = "Traced.KeyHash")]
    [return: SpanTag(LiteLlm.ApiKeyAlias, Path = "Traced.KeyAlias")]
    [return: SpanTag(LiteLlm.ApiKeyUserId, Path = "Traced.UserId")]
    [return: SpanTag(LiteLlm.TeamId, Path = "Traced.TeamId")]
    [return: SpanTag(LiteLlm.TeamAlias, Path = "Traced.TeamAlias")]
    private partial Caller Authenticate(HttpRequest http);

    private Caller AuthenticateCore(HttpRequest http)
    {
        var caller = keys.Identify(http);
        if (keys.FindMetadata(caller) is { } metadata)
        {
            LlmTrace.Current!.SetCaller(metadata);
        }

        return caller;
    }

    [TracedStage(LlmStage.PreCall)]
    [return: SpanTag(GenAi.RequestModel, Path = "Model")]
    [return: SpanTag(GenAi.RequestStream, Path = "IsStreaming")]
    private partial Task<LlmRequest> ReadAsync(HttpRequest http, ServedRoute route, Caller caller, CancellationToken cancellationToken);

    private async Task<LlmRequest> ReadCoreAsync(HttpRequest http, ServedRoute route, Caller caller, CancellationToken cancellationToken)
    {
        var request = await LlmRequest.ReadAsync(http, route, caller, guardrails.HasGuardrails, cancellationToken);
        sessions.Check(http);
        return request;
    }

    [TracedStage("cache")]
    [return: SpanTag(LiteLlm.CacheHit, Path = "IsHit")]
    private partial CacheLookup LookUp(LlmRequest request);

    private CacheLookup LookUpCore(LlmRequest request) => new(cache.Find(request));

    private async Task RelaySessionAsync(HttpContext http, LlmRequest request, RoutePlan plan)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            throw new BadRequestException("This route is a WebSocket; send a WebSocket request.");
        }

        await guardrails.LeaveOutAsync(request, http.RequestAborted);
        var calls = router.CallsOf(request, plan.First);
        using var call = await router.BeginSessionAsync(calls, http.RequestAborted);
        try
        {
            await session.RelayAsync(call, request, http);
            router.AddSession(calls, call, failure: null);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or HttpRequestException)
        {
            router.AddSession(calls, call, exception);
            throw SessionFailure(exception, call.Deployment, request, http);
        }
    }

    private static ProviderFailedException SessionFailure(Exception exception, Deployment deployment, LlmRequest request, HttpContext http)
    {
        if (exception is SessionRefusedException refusal)
        {
            if (new ProviderStatus(refusal.StatusCode!.Value, refusal.Location, deployment, request.Route.Vendor).FindError(refusal) is { } error)
            {
                return error;
            }

            ResponseRelay.PassHeaders(refusal.Headers, http);
        }

        return new ProviderFailedException(
            exception switch
            {
                TimeoutException => StatusCodes.Status504GatewayTimeout,
                HttpRequestException { StatusCode: { } status } when (int)status >= 400 => (int)status,
                _ => StatusCodes.Status502BadGateway,
            },
            $"The provider of '{deployment.ModelGroup}' {(http.Response.HasStarted ? "broke off the session" : "did not open a session")}.",
            exception);
    }

    private async Task AnswerAsync(HttpContext http, LlmRequest asked, RoutePlan plan)
    {
        var request = await (asked.FallbackRequests.Count == 0 ? guardrails.BeforeCallAsync(asked, http.RequestAborted) : CheckAsync(asked, http.RequestAborted));
        if (cache.Answers(request) && LookUp(request).Answer is { } known)
        {
            await SendAsync(http, request, known);
        }
        else
        {
            await CallAsync(http, request, plan);
        }

        await guardrails.ForTheRecordAsync(request, http.RequestAborted);
    }

    // A fallback with its own texts is checked before the first call: nothing that a guardrail has not seen reaches a provider.
    private async Task<LlmRequest> CheckAsync(LlmRequest asked, CancellationToken cancellationToken)
    {
        var request = await guardrails.BeforeCallAsync(asked, cancellationToken);
        var fallbacks = new Dictionary<int, LlmRequest>();
        foreach (var (index, fallback) in asked.FallbackRequests)
        {
            fallbacks[index] = await guardrails.BeforeCallAsync(fallback, cancellationToken);
        }

        return request with { FallbackRequests = fallbacks };
    }

    private Task DuringCallAsync(LlmRequest request, CancellationToken cancellationToken) => request.FallbackRequests.Count == 0
        ? guardrails.DuringCallAsync(request, cancellationToken)
        : DuringCallsAsync([request, .. request.FallbackRequests.Values], cancellationToken);

    private async Task DuringCallsAsync(IReadOnlyList<LlmRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
        {
            await guardrails.DuringCallAsync(request, cancellationToken);
        }
    }

    private async Task CallAsync(HttpContext http, LlmRequest request, RoutePlan plan)
    {
        using var answer = await SendAsync(request, plan, http.RequestAborted);
        if (answer.Status.FindError() is { } error)
        {
            throw error;
        }

        if (!answer.Response.IsSuccessStatusCode || !(await guardrails.ReadResponseAsync(request, http.RequestAborted) || cache.Keeps(request)))
        {
            await relay.CopyAsync(answer, http);
            return;
        }

        var complete = await relay.HoldBackAsync(answer, http.RequestAborted);
        if (cache.Keeps(request))
        {
            cache.Keep(request, complete);
        }

        relay.SetHeaders(answer, http);
        await SendAsync(http, request, complete);
    }

    // Guardrails may decide while the gateway calls the provider: a block cancels the call, and the caller receives nothing before
    // all guardrails have decided. A guardrail that fails does not cancel the call: the trace would show an error of the provider.
    private async Task<ProviderAnswer> SendAsync(LlmRequest request, RoutePlan plan, CancellationToken cancellationToken)
    {
        using var calling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var duringCall = DuringCallAsync(request, cancellationToken);
        var call = router.SendAsync(request, plan, calling.Token);
        if (await Task.WhenAny(duringCall, call) == duringCall && duringCall.Exception?.InnerException is GuardrailBlockedException)
        {
            await calling.CancelAsync();
        }

        try
        {
            await Task.WhenAll(duringCall, call);
            return await call;
        }
        catch
        {
            if (call.IsCompletedSuccessfully)
            {
                (await call).Dispose();
            }

            // The guardrail's exception goes before the result of the call.
            await duringCall;
            throw;
        }
    }

    private async Task SendAsync(HttpContext http, LlmRequest request, BufferedAnswer answer)
    {
        var checkedAnswer = await guardrails.AfterCallAsync(request, answer, http.RequestAborted);
        await ResponseRelay.SendAsync(checkedAnswer, http);
    }
}

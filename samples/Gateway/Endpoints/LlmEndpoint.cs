using System.Net;
using System.Net.WebSockets;

namespace TracedLlm.Samples.Gateway;

/// <summary>The routes of <see cref="ServedRoutes"/>: who is calling, what for, may it pass, who answers.</summary>
internal sealed partial class LlmEndpoint(
    KeyRing keys, ModelTable models, GuardrailPipeline guardrails, Router router, ProviderSession session, ResponseCache cache, ResponseRelay relay)
{
    /// <summary>Maps every route.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var route in ServedRoutes.All)
        {
            // Where the table of TracedLlm has `metadata` as the gateway's, and it is the provider's here, the attribute says so.
            Func<HttpContext, Task> handler = route.HasProvidersMetadata || route.Vendor is not null ? ServeWithProvidersMetadataAsync : ServeAsync;
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

    private async Task HandleAsync(HttpContext http)
    {
        var route = http.GetEndpoint()!.Metadata.GetRequiredMetadata<ServedRoute>();
        var format = route.Format;
        try
        {
            var caller = Authenticate(http.Request);
            var request = await ReadAsync(http.Request, route, caller, http.RequestAborted);
            var groups = models.GroupsFor(request);
            http.Response.Headers["x-litellm-call-id"] = request.CallId;
            await (route.IsSession ? RelaySessionAsync(http, request, groups) : AnswerAsync(http, request, groups));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody is left to answer.
        }
        catch (GatewayException exception)
        {
            await ErrorResponse.WriteAsync(http, format, exception.Status, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            await ErrorResponse.WriteAsync(http, format, exception.StatusCode, exception.Message);
        }
    }

    [TracedStage(LlmStage.Auth)]
    [return: SpanTag(LiteLlm.ApiKeyHash, Path = "KeyHash")]
    [return: SpanTag(LiteLlm.ApiKeyAlias, Path = "KeyAlias")]
    [return: SpanTag(LiteLlm.ApiKeyUserId, Path = "UserId")]
    [return: SpanTag(LiteLlm.TeamId, Path = "TeamId")]
    [return: SpanTag(LiteLlm.TeamAlias, Path = "TeamAlias")]
    private partial Caller Authenticate(HttpRequest http);

    private Caller AuthenticateCore(HttpRequest http) => keys.Identify(http);

    [TracedStage(LlmStage.PreCall)]
    [return: SpanTag(GenAi.RequestModel, Path = "Model")]
    [return: SpanTag(GenAi.RequestStream, Path = "IsStreaming")]
    private partial Task<LlmRequest> ReadAsync(HttpRequest http, ServedRoute route, Caller caller, CancellationToken cancellationToken);

    private static Task<LlmRequest> ReadCoreAsync(HttpRequest http, ServedRoute route, Caller caller, CancellationToken cancellationToken) =>
        LlmRequest.ReadAsync(http, route, caller, cancellationToken);

    [TracedStage("cache")]
    [return: SpanTag(LiteLlm.CacheHit, Path = "IsHit")]
    private partial CacheLookup LookUp(LlmRequest request);

    private CacheLookup LookUpCore(LlmRequest request) => new(cache.Find(request));

    private async Task RelaySessionAsync(HttpContext http, LlmRequest request, IReadOnlyList<ModelGroup> groups)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            throw new BadRequestException("This route is a WebSocket; the request does not ask for one.");
        }

        var deployment = groups[0].Next(request.Format);
        try
        {
            await session.RelayAsync(deployment, request, http);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException && !http.Response.HasStarted)
        {
            throw new ProviderFailedException(
                exception is TimeoutException ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
                $"The provider of '{deployment.ModelGroup}' did not open a session.",
                exception);
        }
    }

    private async Task AnswerAsync(HttpContext http, LlmRequest asked, IReadOnlyList<ModelGroup> groups)
    {
        var request = await guardrails.BeforeCallAsync(asked, http.RequestAborted);
        if (cache.IsUsedFor(request) && LookUp(request).Answer is { } known)
        {
            await SendAsync(http, request, known);
        }
        else
        {
            await CallAsync(http, request, groups);
        }

        await guardrails.ForTheRecordAsync(request, http.RequestAborted);
    }

    private async Task CallAsync(HttpContext http, LlmRequest request, IReadOnlyList<ModelGroup> groups)
    {
        var duringCall = guardrails.DuringCallAsync(request, http.RequestAborted);
        using var answer = await SendAsync(request, groups, duringCall, http.RequestAborted);
        await duringCall;
        if (answer.Response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // It is the gateway's key that was refused; the caller's is in order.
            throw new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{answer.Deployment.ModelGroup}' refused the gateway.");
        }

        if (!answer.Response.IsSuccessStatusCode || !(cache.IsUsedFor(request) || guardrails.Has(GuardrailMode.PostCall, request)))
        {
            await relay.CopyAsync(answer, http);
            return;
        }

        var complete = await relay.HoldBackAsync(answer, http.RequestAborted);
        if (cache.IsUsedFor(request))
        {
            cache.Keep(request, complete);
        }

        ResponseRelay.SetHeaders(answer, http.Response);
        await SendAsync(http, request, complete);
    }

    // A failed call must not leave a guardrail running behind it.
    private async Task<ProviderAnswer> SendAsync(LlmRequest request, IReadOnlyList<ModelGroup> groups, Task duringCall, CancellationToken cancellationToken)
    {
        try
        {
            return await router.SendAsync(request, groups, cancellationToken);
        }
        catch
        {
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

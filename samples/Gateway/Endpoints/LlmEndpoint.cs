using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>The routes that call a model: who is calling, what for, may it pass, who answers.</summary>
internal sealed partial class LlmEndpoint(
    KeyRing keys, ModelTable models, GuardrailPipeline guardrails, Router router, ResponseCache cache, ResponseRelay relay)
{
    [TracedLlmRoute]
    public Task ChatCompletionsAsync(HttpContext http) => HandleAsync(http, WireFormat.ChatCompletions);

    [TracedLlmRoute]
    public Task MessagesAsync(HttpContext http) => HandleAsync(http, WireFormat.Messages);

    private async Task HandleAsync(HttpContext http, WireFormat format)
    {
        try
        {
            var caller = Authenticate(http.Request.Headers);
            var request = await ReadAsync(http.Request, format, caller, http.RequestAborted);
            var groups = models.GroupsFor(request.Model, format);
            http.Response.Headers["x-litellm-call-id"] = request.CallId;
            await AnswerAsync(http, request, groups);
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
    private partial Caller Authenticate(IHeaderDictionary headers);

    private Caller AuthenticateCore(IHeaderDictionary headers) => keys.Identify(headers);

    [TracedStage(LlmStage.PreCall)]
    [return: SpanTag(GenAi.RequestModel, Path = "Model")]
    [return: SpanTag(GenAi.RequestStream, Path = "IsStreaming")]
    private partial Task<LlmRequest> ReadAsync(HttpRequest http, WireFormat format, Caller caller, CancellationToken cancellationToken);

    private static async Task<LlmRequest> ReadCoreAsync(HttpRequest http, WireFormat format, Caller caller, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await http.Body.CopyToAsync(body, cancellationToken);
        return LlmRequest.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), format, http.Headers, caller);
    }

    [TracedStage("cache")]
    [return: SpanTag(LiteLlm.CacheHit, Path = "IsHit")]
    private partial CacheLookup LookUp(LlmRequest request);

    private CacheLookup LookUpCore(LlmRequest request) => new(cache.Find(request));

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

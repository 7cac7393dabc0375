using TracedLlm.Requests;

namespace TracedLlm;

/// <content>Facts that a gateway states because it knows them better than the request and the response.</content>
public sealed partial class LlmTrace
{
    /// <summary>
    /// States the caller: sets attributes of the root, of <c>litellm_request</c> and of the attempts that have not ended. If the
    /// request names no user, the user of the key is also the user of the request (<c>user.id</c>, on every span).
    /// </summary>
    /// <param name="caller">The known facts about the caller.</param>
    public void SetCaller(LlmCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        State.NoteCaller();
        SetRootTag(LiteLlm.ApiKeyHash, caller.KeyHash);
        SetRootTag(LiteLlm.ApiKeyAlias, caller.KeyAlias);
        SetRootTag(LiteLlm.TeamId, caller.TeamId);
        SetRootTag(LiteLlm.TeamAlias, caller.TeamAlias);
        SetRootTag(LiteLlm.OrganizationId, caller.OrganizationId);
        SetRootTag(LiteLlm.ApiKeyUserId, caller.UserId);
        State.SetCallerMetadata(caller);
        State.SwitchContent(caller.CaptureContent, caller.MayRequestContent);
    }

    /// <summary>
    /// The session that the request names, in any of the places that <c>docs/metadata.md</c> lists; <see langword="null"/> if it names
    /// none. While nothing listens to the spans, only the headers are read, unless <see cref="TracedLlmOptions.MissingSession"/> is
    /// <see cref="MissingSession.Reject"/>. Of a body that is read late the session is known when the body has been read.
    /// </summary>
    public string? SessionId => State.FindSessionId();

    /// <summary>
    /// The known facts about the caller: from <see cref="SetCaller"/>, or from tags of the result of the authentication. Facts that
    /// <see cref="SetCaller"/> states are known also if tracing is off or the request is not sampled.
    /// </summary>
    public LlmCaller Caller
    {
        get => new()
        {
            KeyHash = State.Caller.FindText(LiteLlm.ApiKeyHash),
            KeyAlias = State.Caller.FindText(LiteLlm.ApiKeyAlias),
            TeamId = State.Caller.FindText(LiteLlm.TeamId),
            TeamAlias = State.Caller.FindText(LiteLlm.TeamAlias),
            OrganizationId = State.Caller.FindText(LiteLlm.OrganizationId),
            UserId = State.Caller.FindText(LiteLlm.ApiKeyUserId),
        };
    }

    /// <summary>States the tokens that the request used. Each stated number replaces the number in the response.</summary>
    /// <param name="usage">The counts for the whole request.</param>
    public void SetUsage(LlmUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        State.SetStatedTag(GenAi.UsageInputTokens, usage.InputTokens);
        State.SetStatedTag(GenAi.UsageOutputTokens, usage.OutputTokens);
        State.SetStatedTag(GenAi.UsageCacheReadInputTokens, usage.CacheReadInputTokens);
        State.SetStatedTag(GenAi.UsageCacheCreationInputTokens, usage.CacheCreationInputTokens);
        State.SetStatedTag(LiteLlm.UsageOneHourCacheCreationInputTokens, usage.OneHourCacheCreationInputTokens);
        State.SetStatedTag(GenAi.UsageReasoningOutputTokens, usage.ReasoningOutputTokens);
        State.SetStatedTag(LiteLlm.UsageAudioInputTokens, usage.AudioInputTokens);
        State.SetStatedTag(LiteLlm.UsageCachedAudioInputTokens, usage.CachedAudioInputTokens);
        State.SetStatedTag(LiteLlm.UsageAudioOutputTokens, usage.AudioOutputTokens);
        State.SetStatedTag(LiteLlm.UsageImageInputTokens, usage.ImageInputTokens);
        State.SetStatedTag(LiteLlm.UsageImageOutputTokens, usage.ImageOutputTokens);
        State.SetStatedTag(LiteLlm.UsageAudioSeconds, usage.AudioSeconds);
        State.SetStatedTag(LiteLlm.UsageSearchUnits, usage.SearchUnits);
        State.SetStatedTag(LiteLlm.UsageWebSearchRequests, usage.WebSearchRequests);
    }

    /// <summary>States the cost of the request, in USD. It replaces the cost in the response.</summary>
    /// <param name="total">The whole cost, in USD.</param>
    /// <param name="input">The cost of the input, in USD; <see langword="null"/> if unknown.</param>
    /// <param name="output">The cost of the output, in USD; <see langword="null"/> if unknown.</param>
    public void SetCost(double total, double? input = null, double? output = null)
    {
        State.SetStatedTag(LiteLlm.CostTotal, total);
        State.SetStatedTag(LiteLlm.CostInput, input);
        State.SetStatedTag(LiteLlm.CostOutput, output);
    }

    /// <summary>
    /// States whether the gateway answers from its cache. A cache hit costs nothing and uses no tokens, also if the cached
    /// response reports tokens: <c>litellm_request</c> has no <c>gen_ai.usage.*</c>, and a cost of 0.
    /// </summary>
    /// <param name="hit">Whether the gateway answers from its cache.</param>
    public void SetCacheHit(bool hit) => State.SetCacheHit(hit);

    /// <summary>States the prompt that produced the messages. It replaces the prompt that the request names.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="version">
    /// The prompt's version; <see langword="null"/> if unknown. <see langword="null"/> also removes the version that the request
    /// names.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public void SetPrompt(string name, int? version = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        State.SetStatedTag(LiteLlm.PromptName, name);
        State.Request.SetTag(LiteLlm.PromptVersion, version is { } known ? (long)known : null, RequestTagSource.Stated);
    }

    /// <summary>
    /// States how often the gateway tries this request at most: the response headers <c>x-litellm-max-retries</c> and
    /// <c>x-litellm-max-fallbacks</c>, and the attributes <c>litellm.max_retries</c> and <c>litellm.max_fallbacks</c>. Call it
    /// before the response starts; the last call counts. The library counts the attempts that were made.
    /// </summary>
    /// <param name="maxRetries">The number of retries that the gateway makes at most, in all model groups together: the attempted retries are counted so too.</param>
    /// <param name="maxFallbacks">The number of model groups that the gateway tries after the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public void SetRetryLimits(int maxRetries, int maxFallbacks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRetries);
        ArgumentOutOfRangeException.ThrowIfNegative(maxFallbacks);
        State.Attempts.SetLimits(maxRetries, maxFallbacks);
    }
}

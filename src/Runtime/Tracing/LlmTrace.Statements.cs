using TracedLlm.Requests;

namespace TracedLlm;

/// <content>What a gateway knows better than the request and the response, and states.</content>
public sealed partial class LlmTrace
{
    /// <summary>
    /// States who calls: attributes of the root. The key's user is also the request's (<c>user.id</c>, on every span) where the
    /// request names none.
    /// </summary>
    /// <param name="caller">What is known of the caller.</param>
    public void SetCaller(LlmCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        SetRootTag(LiteLlm.ApiKeyHash, caller.KeyHash);
        SetRootTag(LiteLlm.ApiKeyAlias, caller.KeyAlias);
        SetRootTag(LiteLlm.TeamId, caller.TeamId);
        SetRootTag(LiteLlm.TeamAlias, caller.TeamAlias);
        SetRootTag(LiteLlm.OrganizationId, caller.OrganizationId);
        SetRootTag(LiteLlm.ApiKeyUserId, caller.UserId);
    }

    /// <summary>
    /// What is known of who calls so far, by <see cref="SetCaller"/> or by tags of authentication's result. Nothing is known of it
    /// where nothing is recorded.
    /// </summary>
    public LlmCaller Caller
    {
        get => new()
        {
            KeyHash = State.GetRootText(LiteLlm.ApiKeyHash),
            KeyAlias = State.GetRootText(LiteLlm.ApiKeyAlias),
            TeamId = State.GetRootText(LiteLlm.TeamId),
            TeamAlias = State.GetRootText(LiteLlm.TeamAlias),
            OrganizationId = State.GetRootText(LiteLlm.OrganizationId),
            UserId = State.GetRootText(LiteLlm.ApiKeyUserId),
        };
    }

    /// <summary>States the tokens used; wins over what the response says, number by number.</summary>
    /// <param name="usage">The counts, over all of the request.</param>
    public void SetUsage(LlmUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        State.SetStatedTag(GenAi.UsageInputTokens, usage.InputTokens);
        State.SetStatedTag(GenAi.UsageOutputTokens, usage.OutputTokens);
        State.SetStatedTag(GenAi.UsageCacheReadInputTokens, usage.CacheReadInputTokens);
        State.SetStatedTag(GenAi.UsageCacheCreationInputTokens, usage.CacheCreationInputTokens);
        State.SetStatedTag(GenAi.UsageReasoningOutputTokens, usage.ReasoningOutputTokens);
    }

    /// <summary>States what the request cost, in USD; wins over what the response says.</summary>
    /// <param name="total">The whole cost.</param>
    /// <param name="input">The part that the input is; <see langword="null"/> if unknown.</param>
    /// <param name="output">The part that the output is; <see langword="null"/> if unknown.</param>
    public void SetCost(double total, double? input = null, double? output = null)
    {
        State.SetStatedTag(LiteLlm.CostTotal, total);
        State.SetStatedTag(LiteLlm.CostInput, input);
        State.SetStatedTag(LiteLlm.CostOutput, output);
    }

    /// <summary>
    /// States whether the gateway answers from its cache. A request that it does costs nothing and uses no tokens, whatever the
    /// cached response says: <c>litellm_request</c> has no <c>gen_ai.usage.*</c>, and a cost of 0.
    /// </summary>
    /// <param name="hit">Whether it does.</param>
    public void SetCacheHit(bool hit) => State.SetCacheHit(hit);

    /// <summary>States the prompt that the messages were made of; wins over the one that the request names.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="version">Its version; <see langword="null"/> if unknown, and then the request's version is not kept either.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public void SetPrompt(string name, int? version = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        State.SetStatedTag(LiteLlm.PromptName, name);
        State.Request.SetTag(LiteLlm.PromptVersion, version is { } known ? (long)known : null, RequestTagSource.Stated);
    }

    /// <summary>
    /// States how often the gateway would try this request: the response headers <c>x-litellm-max-retries</c> and
    /// <c>x-litellm-max-fallbacks</c>, and the attributes <c>litellm.max_retries</c> and <c>litellm.max_fallbacks</c>. Call it before
    /// the response starts; the last statement counts. How often the request was tried is counted, not stated.
    /// </summary>
    /// <param name="maxRetries">How many retries are configured, of one model group.</param>
    /// <param name="maxFallbacks">How many model groups are configured to be tried after the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public void SetRetryLimits(int maxRetries, int maxFallbacks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRetries);
        ArgumentOutOfRangeException.ThrowIfNegative(maxFallbacks);
        State.Attempts.SetLimits(maxRetries, maxFallbacks);
    }
}

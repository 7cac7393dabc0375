namespace TracedLlm;

/// <summary>
/// Names of the attributes that a gateway may set: with <c>[SpanTag]</c>, a metadata key's <c>Tag</c>, or the <c>Set…Tag</c> methods
/// of <c>LlmTrace</c> and <c>LlmSpan</c>. The names are those that LiteLLM's users know. Attributes that only the library writes are
/// listed in <c>docs/spans.md</c>.
/// </summary>
#if TRACEDLLM_RUNTIME
public
#else
internal
#endif
static class LiteLlm
{
    /// <summary>Hash of the caller's key. String, root, <c>litellm_request</c>, attempts and the failure's span.</summary>
    public const string ApiKeyHash = "litellm.api_key.hash";

    /// <summary>Name of the caller's key. String, root, <c>litellm_request</c>, attempts and the failure's span.</summary>
    public const string ApiKeyAlias = "litellm.api_key.alias";

    /// <summary>User that the caller's key belongs to. String, root, <c>litellm_request</c>, attempts and the failure's span.</summary>
    public const string ApiKeyUserId = "litellm.api_key.user_id";

    /// <summary>Team that the caller's key belongs to. String, root, <c>litellm_request</c>, attempts and the failure's span.</summary>
    public const string TeamId = "litellm.team.id";

    /// <summary>Name of the caller's team. String, root, <c>litellm_request</c>, attempts and the failure's span.</summary>
    public const string TeamAlias = "litellm.team.alias";

    /// <summary>Organisation of the caller. String, root, <c>litellm_request</c>, attempts and the failure's span.</summary>
    public const string OrganizationId = "litellm.org.id";

    /// <summary>The model name that groups the deployments. String, <c>litellm_request</c> and attempts.</summary>
    public const string ModelGroup = "litellm.model_group";

    /// <summary>
    /// The model's name at the provider. String, attempt. <c>litellm_request</c> has the name of its last attempt if no response names
    /// a model (<c>gen_ai.response.model</c>), so that backends price that model and not the alias that the caller used.
    /// </summary>
    public const string ProviderModel = "litellm.provider.model";

    /// <summary>The deployment that was called. String, attempt.</summary>
    public const string DeploymentId = "litellm.deployment.id";

    /// <summary>
    /// Why the attempt was made: <c>initial</c>, <c>retry</c>, <c>fallback</c> or <c>hedge</c>. String, attempt. Unless it is
    /// stated, an attempt is initial if it is the first or the one before it was answered, a hedge if that one still waits for its
    /// answer, else a retry if its <see cref="ModelGroup"/> is that of the attempt before, else a fallback.
    /// </summary>
    public const string AttemptKind = "litellm.attempt.kind";

    /// <summary>Milliseconds waited before the attempt. Integer, attempt.</summary>
    public const string AttemptBackoff = "litellm.attempt.backoff_ms";

    /// <summary>How the gateway chooses among the deployments of a model name, such as <c>simple-shuffle</c> or <c>least-busy</c>. String, attempt.</summary>
    public const string RoutingStrategy = "litellm.routing.strategy";

    /// <summary>
    /// Why this deployment was called and no other one, as a short constant text of the gateway, such as <c>turn</c>, <c>weight</c>,
    /// <c>retry_elsewhere</c> or <c>context_window_fallback</c>. String, attempt.
    /// </summary>
    public const string RoutingReason = "litellm.routing.reason";

    /// <summary>
    /// The deployments of the model name (<see cref="DeploymentId"/>) that the gateway did not call because they rest after failures. Array
    /// of strings, attempt; the root if the gateway could call no deployment. Absent if no deployment rests.
    /// </summary>
    public const string RoutingResting = "litellm.routing.resting";

    /// <summary>Those of the input tokens that were audio. Integer, <c>litellm_request</c>. Not under <c>gen_ai.usage</c>, where a backend would add them to the input.</summary>
    public const string UsageAudioInputTokens = "litellm.usage.audio.input_tokens";

    /// <summary>
    /// Those of the tokens written to the provider's cache that are kept for an hour, which costs more (Anthropic). Integer,
    /// <c>litellm_request</c>. <c>gen_ai.usage.cache_creation.input_tokens</c> includes them.
    /// </summary>
    public const string UsageOneHourCacheCreationInputTokens = "litellm.usage.cache_creation_1h.input_tokens";

    /// <summary>Those of the tokens read from the provider's cache that were audio. Integer, <c>litellm_request</c>.</summary>
    public const string UsageCachedAudioInputTokens = "litellm.usage.cached_audio.input_tokens";

    /// <summary>Those of the output tokens that were audio. Integer, <c>litellm_request</c>.</summary>
    public const string UsageAudioOutputTokens = "litellm.usage.audio.output_tokens";

    /// <summary>Those of the input tokens that were images. Integer, <c>litellm_request</c>.</summary>
    public const string UsageImageInputTokens = "litellm.usage.image.input_tokens";

    /// <summary>Those of the output tokens that were images. Integer, <c>litellm_request</c>.</summary>
    public const string UsageImageOutputTokens = "litellm.usage.image.output_tokens";

    /// <summary>Seconds of audio that are billed instead of tokens. Double, <c>litellm_request</c>.</summary>
    public const string UsageAudioSeconds = "litellm.usage.audio.seconds";

    /// <summary>Search units billed for a rerank. Integer, <c>litellm_request</c>.</summary>
    public const string UsageSearchUnits = "litellm.usage.search_units";

    /// <summary>Web searches that the provider made. Integer, <c>litellm_request</c>.</summary>
    public const string UsageWebSearchRequests = "litellm.usage.web_search_requests";

    /// <summary>The user. String, every span. OpenTelemetry's name, v1.41.1.</summary>
    public const string UserId = "user.id";

    /// <summary>The session. String, every span. OpenTelemetry's name, v1.41.1.</summary>
    public const string SessionId = "session.id";

    /// <summary>The trace's name. String, every span.</summary>
    public const string TraceName = "litellm.trace.name";

    /// <summary>The trace's tags. String array, every span.</summary>
    public const string TraceTags = "litellm.trace.tags";

    /// <summary>The trace's version. String, every span.</summary>
    public const string TraceVersion = "litellm.trace.version";

    /// <summary>The trace's release. String, every span.</summary>
    public const string TraceRelease = "litellm.trace.release";

    /// <summary>The trace's metadata. JSON as a string, root.</summary>
    public const string TraceMetadata = "litellm.trace.metadata";

    /// <summary>
    /// The id of the call, <c>LlmTrace.CallId</c>. String, <c>litellm_request</c>, <c>raw_gen_ai_request</c>, the failure's span, and the root
    /// of a request that has no <c>litellm_request</c>.
    /// </summary>
    public const string CallId = "litellm.call_id";

    /// <summary>
    /// The trace id as the caller wrote it, where the request named one by the time that <c>litellm_request</c> opened; else the
    /// id of the trace, 32 hexadecimal digits. String, <c>litellm_request</c> and <c>raw_gen_ai_request</c>.
    /// </summary>
    public const string TraceId = "litellm.trace_id";

    /// <summary>The generation's name in a vendor's view. String, <c>litellm_request</c>.</summary>
    public const string GenerationName = "litellm.generation_name";

    /// <summary>The caller's id of the generation. String, <c>litellm_request</c>.</summary>
    public const string GenerationId = "litellm.generation_id";

    /// <summary>The generation's version. String, <c>litellm_request</c>.</summary>
    public const string GenerationVersion = "litellm.generation_version";

    /// <summary>Name of the prompt that the messages were made of. String, <c>litellm_request</c>.</summary>
    public const string PromptName = "litellm.prompt.name";

    /// <summary>Version of that prompt. Integer, <c>litellm_request</c>.</summary>
    public const string PromptVersion = "litellm.prompt.version";

    /// <summary>Whether the response came from the gateway's cache. Boolean, <c>litellm_request</c>.</summary>
    public const string CacheHit = "litellm.cache_hit";

    /// <summary>
    /// What the request cost, in USD, as the gateway stated, else as its provider reported, else as computed by
    /// <c>IModelPrices</c>. Double, <c>litellm_request</c>.
    /// </summary>
    public const string CostTotal = "litellm.cost.total";

    /// <summary>The part of the cost that the input is, with what was read from and written to the provider's cache. Double, <c>litellm_request</c>.</summary>
    public const string CostInput = "litellm.cost.input";

    /// <summary>The part of the cost that the output is. Double, <c>litellm_request</c>.</summary>
    public const string CostOutput = "litellm.cost.output";

    /// <summary>The part of the input's cost for tokens that were read from the provider's cache. Double, <c>litellm_request</c>.</summary>
    public const string CostCacheRead = "litellm.cost.cache_read";

    /// <summary>The part of the input's cost for tokens that were written to the provider's cache. Double, <c>litellm_request</c>.</summary>
    public const string CostCacheCreation = "litellm.cost.cache_creation";
}

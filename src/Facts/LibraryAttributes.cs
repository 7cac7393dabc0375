namespace TracedLlm.Facts;

/// <summary>Attribute names that only the library writes. A gateway states these facts in another way, or the library observes them.</summary>
internal static class LibraryAttributes
{
    /// <summary>How the request ended: <c>ok</c>, <c>error</c>, <c>blocked</c>, <c>cancelled</c> or <c>refused</c>. String, root.</summary>
    public const string Outcome = "litellm.outcome";

    /// <summary>Number of the attempt within its request, from 0. Integer, attempt.</summary>
    public const string AttemptIndex = "litellm.attempt.index";

    /// <summary>Seconds from the attempt's start to the first byte or item of its response. Double, attempt.</summary>
    public const string AttemptTimeToFirstChunk = "litellm.attempt.time_to_first_chunk";

    /// <summary>The number of attempts at the request, including hedges. Integer, <c>litellm_request</c>.</summary>
    public const string Attempts = "litellm.attempts";

    /// <summary>The number of attempts that were retries. Integer, <c>litellm_request</c>; absent if there were none.</summary>
    public const string Retries = "litellm.retries";

    /// <summary>The number of attempts that were fallbacks. Integer, <c>litellm_request</c>; absent if there were none.</summary>
    public const string Fallbacks = "litellm.fallbacks";

    /// <summary>The configured number of retries. Integer, <c>litellm_request</c>; absent if the gateway does not state it.</summary>
    public const string MaxRetries = "litellm.max_retries";

    /// <summary>The configured number of fallbacks. Integer, <c>litellm_request</c>; absent if the gateway does not state it.</summary>
    public const string MaxFallbacks = "litellm.max_fallbacks";

    /// <summary>Seconds from the start of a stage that returns a sequence to its first item. Double, stage.</summary>
    public const string TimeToFirstItem = "litellm.time_to_first_item";

    /// <summary>The guardrail's name. String, guardrail.</summary>
    public const string GuardrailName = "litellm.guardrail.name";

    /// <summary>When the guardrail ran: <c>pre_call</c>, <c>during_call</c>, <c>post_call</c> or <c>logging_only</c>. String, guardrail.</summary>
    public const string GuardrailMode = "litellm.guardrail.mode";

    /// <summary><c>success</c>, <c>guardrail_intervened</c>, <c>guardrail_failed_to_respond</c> or <c>not_run</c>. String, guardrail.</summary>
    public const string GuardrailStatus = "litellm.guardrail.status";

    /// <summary>The action of the guardrail: <c>none</c>, <c>mask</c> or <c>block</c>. String, guardrail.</summary>
    public const string GuardrailAction = "litellm.guardrail.action";

    /// <summary>The number of masked entities. Integer, guardrail.</summary>
    public const string GuardrailMaskedEntityCount = "litellm.guardrail.masked_entity_count";

    /// <summary>The number of masked entities of each type, such as <c>{"email":2}</c>, if the guardrail reports it. JSON as a string, guardrail.</summary>
    public const string GuardrailMaskedEntities = "litellm.guardrail.masked_entities";

    /// <summary>The answer of the guardrail. String, guardrail, only while content is captured.</summary>
    public const string GuardrailResponse = "litellm.guardrail.response";

    /// <summary>Why the guardrail blocked, at most 1,024 characters: its own reason, or the message of the exception by which it blocked. String, guardrail.</summary>
    public const string GuardrailReason = "litellm.guardrail.reason";

    /// <summary>The violated categories. String array, guardrail.</summary>
    public const string GuardrailViolationCategories = "litellm.guardrail.violation_categories";

    /// <summary>Duration of the guardrail in seconds. Double, guardrail.</summary>
    public const string GuardrailDuration = "litellm.guardrail.duration";

    /// <summary>The status of a failed request's response, if it is 400 or more. String, <c>Failed Proxy Server Request</c>.</summary>
    public const string ErrorCode = "error.code";

    /// <summary>
    /// Why it failed, at most 1,024 characters: the provider's own message, or the message of the exception. String; the failed
    /// attempt, <c>litellm_request</c>, root, <c>Failed Proxy Server Request</c>.
    /// </summary>
    public const string ErrorMessage = "error.message";

    /// <summary>The provider's type of its error, such as <c>rate_limit_error</c>. String; the spans with <see cref="ErrorMessage"/>.</summary>
    public const string ProviderErrorType = "litellm.provider.error.type";

    /// <summary>The provider's code of its error, such as <c>rate_limit_exceeded</c>. String; the spans with <see cref="ErrorMessage"/>.</summary>
    public const string ProviderErrorCode = "litellm.provider.error.code";

    /// <summary>The provider that was called last. String, <c>Failed Proxy Server Request</c>.</summary>
    public const string ErrorProvider = "error.llm_provider";

    /// <summary>
    /// The exception of a failed request with its stack trace, at most 8,192 characters. It is absent for a block, and if the caller
    /// received a 4xx. String, <c>Failed Proxy Server Request</c>.
    /// </summary>
    public const string ErrorStackTrace = "error.stack_trace";

    /// <summary>The severity of the span: <c>DEFAULT</c> or <c>WARNING</c>. String, guardrail.</summary>
    public const string Level = "litellm.level";

    /// <summary>The span belongs to work that outlived its request. Boolean, any span.</summary>
    public const string Late = "litellm.late";

    /// <summary>LiteLLM's name of the call, such as <c>acompletion</c>. String, <c>litellm_request</c>.</summary>
    public const string CallType = "litellm.call_type";

    /// <summary>
    /// The parameters of the request under the names that the request has for them, without model, messages, tools, metadata and the
    /// gateway's own fields. Without content capture it has numbers, switches and words, and no schemas. JSON object as a string,
    /// <c>litellm_request</c>.
    /// </summary>
    public const string RequestParameters = "litellm.request.parameters";

    /// <summary>The number of tools that the request declares. Integer, <c>litellm_request</c>.</summary>
    public const string RequestToolsDeclared = "litellm.request.tools.declared";

    /// <summary>The purpose of an uploaded file. String, <c>litellm_request</c>.</summary>
    public const string RequestPurpose = "litellm.request.purpose";

    /// <summary>The endpoint that a batch calls. String, <c>litellm_request</c>.</summary>
    public const string RequestBatchEndpoint = "litellm.request.batch.endpoint";

    /// <summary>The key by which OpenAI finds the cache of a prompt. String, <c>litellm_request</c>.</summary>
    public const string RequestPromptCacheKey = "litellm.request.prompt_cache_key";

    /// <summary>How long OpenAI keeps the cache of a prompt. String, <c>litellm_request</c>.</summary>
    public const string RequestPromptCacheRetention = "litellm.request.prompt_cache_retention";

    /// <summary>The requested service tier of a provider other than OpenAI. String, <c>litellm_request</c>.</summary>
    public const string RequestServiceTier = "litellm.request.service_tier";

    /// <summary>The service tier that processed the request, at a provider other than OpenAI. String, <c>litellm_request</c>.</summary>
    public const string ResponseServiceTier = "litellm.response.service_tier";

    /// <summary>The speed at which the request was processed, such as <c>fast</c> (Anthropic). String, <c>litellm_request</c>.</summary>
    public const string ResponseSpeed = "litellm.response.speed";

    /// <summary>Images in the response of an image API. Integer, <c>litellm_request</c>.</summary>
    public const string ResponseImages = "litellm.response.images";

    /// <summary>Characters (Unicode code points) of the text that is to be spoken. Integer, <c>litellm_request</c>.</summary>
    public const string RequestCharacters = "litellm.request.characters";

    /// <summary>
    /// A provider began to answer, the request failed or was cancelled, and no response reported the tokens that were used. Boolean,
    /// <c>litellm_request</c>.
    /// </summary>
    public const string UsageUnknown = "litellm.usage.unknown";

    /// <summary>
    /// The state of a batch, run or file when the gateway sent the response; <c>incomplete</c> for a stream that ended cleanly without
    /// its last event. String, <c>litellm_request</c>.
    /// </summary>
    public const string ResponseStatus = "litellm.response.status";

    /// <summary>Whether the caller asked for diagnostics of its metadata. Boolean, root.</summary>
    public const string TraceDebug = "litellm.trace.debug";

    /// <summary>The trace belongs to another application: only the fields in <see cref="TraceUpdateKeys"/> may change. Boolean, every span.</summary>
    public const string TraceJoined = "litellm.trace.joined";

    /// <summary>The fields of a joined trace that this request may change, such as <c>trace_name</c>. String array, every span.</summary>
    public const string TraceUpdateKeys = "litellm.trace.update_keys";

    /// <summary>
    /// Why the request's body, or the rest of it, was not read: <c>too_long</c>, <c>no_memory</c>, <c>broken_off</c>,
    /// <c>left_unread</c>, <c>encoded</c> or <c>buffered</c>. String, <c>litellm_request</c>.
    /// </summary>
    public const string RequestUnread = "litellm.request.unread";

    /// <summary>
    /// Why the response, or a part of it, was not read: <c>encoded</c>, <c>too_long</c> (its content; its facts were read) or
    /// <c>sent_as_file</c>. String, <c>litellm_request</c>.
    /// </summary>
    public const string ResponseUnread = "litellm.response.unread";

    /// <summary>Whether any input of a moderation was flagged. Boolean, <c>litellm_request</c>.</summary>
    public const string ModerationFlagged = "litellm.moderation.flagged";

    /// <summary>The categories that were flagged. String array, <c>litellm_request</c>.</summary>
    public const string ModerationCategories = "litellm.moderation.categories";

    /// <summary>
    /// Mean seconds from one event of a streamed response to the next. Double, <c>litellm_request</c>. The metric
    /// <c>gen_ai.client.operation.time_per_output_chunk</c> has the same value; OpenTelemetry's semantic conventions, v1.41.1, have
    /// no attribute for it.
    /// </summary>
    public const string ResponseTimePerOutputChunk = "litellm.response.time_per_output_chunk";

    /// <summary>
    /// Mean seconds for each output token after the first: the time from a streamed response's first event to its last event,
    /// divided by <c>gen_ai.usage.output_tokens</c> minus one. Double, <c>litellm_request</c>. It is absent if the stream reports fewer
    /// than two tokens.
    /// </summary>
    public const string ResponseTimePerOutputToken = "litellm.response.time_per_output_token";

    /// <summary>
    /// Milliseconds from the arrival of the request to the start of its first attempt. Double, root; absent if there was no attempt.
    /// LiteLLM's name.
    /// </summary>
    public const string PreprocessingDuration = "litellm.preprocessing.duration_ms";

    /// <summary>
    /// Milliseconds from the arrival of the request to the end of its response. Double, <c>litellm_request</c>. LiteLLM's header is
    /// <c>x-litellm-response-duration-ms</c>.
    /// </summary>
    public const string ResponseDuration = "litellm.response.duration_ms";

    /// <summary>
    /// The part of <see cref="ResponseDuration"/>, in milliseconds, in which no attempt was open: the gateway's own time with its
    /// stages, its guardrails and the waits between attempts. Double, root and <c>litellm_request</c>. LiteLLM's header is
    /// <c>x-litellm-overhead-duration-ms</c>.
    /// </summary>
    public const string OverheadDuration = "litellm.overhead.duration_ms";

    /// <summary>
    /// The body that was sent to the provider, up to 64 KiB, with its secrets replaced. String, <c>raw_gen_ai_request</c>; content.
    /// LiteLLM writes an attribute <c>llm.{provider}.{param}</c> for each field instead; the number of these names has no bound, and
    /// they collide with OpenInference's names.
    /// </summary>
    public const string RawRequest = "litellm.raw.request";

    /// <summary>
    /// The body of the provider's response with its events unchanged, up to 64 KiB, with its secrets replaced. String,
    /// <c>raw_gen_ai_request</c>; content. LiteLLM's name is <c>llm.{provider}.stringified_raw_response</c>.
    /// </summary>
    public const string RawResponse = "litellm.raw.response";

    /// <summary>
    /// A guardrail masked content after a span with that content had left: a request with very many attempts, whose bodies are more
    /// than a request may hold. Boolean, root.
    /// </summary>
    public const string ContentUnmasked = "litellm.content.unmasked";

    /// <summary>The documents that a reranker orders. JSON array of texts as a string, <c>litellm_request</c>; content. The conventions have no name for them.</summary>
    public const string RerankDocuments = "litellm.rerank.documents";

    /// <summary>Messages, instructions, tools or raw bodies were cut to the bound of an attribute. Boolean, <c>litellm_request</c>, <c>raw_gen_ai_request</c>.</summary>
    public const string ContentTruncated = "litellm.content.truncated";
}

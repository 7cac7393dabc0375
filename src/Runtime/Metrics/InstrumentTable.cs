using TracedLlm.Facts;

namespace TracedLlm.Metrics;

/// <summary>
/// The instruments of the runtime. Names that begin with <c>gen_ai</c> are those of OpenTelemetry's semantic conventions, v1.41.1, and
/// <c>gen_ai.usage.cost</c> is LiteLLM's.
/// </summary>
internal static class InstrumentTable
{
    // Whom the gateway called as a client, and what was asked for.
    private static readonly string[] Operation = [GenAi.OperationName, GenAi.ProviderName, GenAi.RequestModel, GenAi.ResponseModel];

    public static readonly InstrumentFacts OperationDuration = new(
        "gen_ai.client.operation.duration", InstrumentKind.Histogram, "s", "The logical operation with all its attempts and guardrails: `litellm_request`, of every request that has one.")
    {
        Attributes = [.. Operation, HttpAttributes.ErrorType],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Durations,
    };

    public static readonly InstrumentFacts TokenUsage = new(
        "gen_ai.client.token.usage", InstrumentKind.Histogram, "{token}", "Tokens of one operation, by type. The type is `input` or `output`, and each includes its parts.")
    {
        Attributes = [.. Operation, MetricAttributeNames.TokenType],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Tokens,
    };

    public static readonly InstrumentFacts TokenParts = new(
        "tracedllm.token.parts", InstrumentKind.Counter, "{token}", "Tokens that were read from the provider's cache, written to it, or used for reasoning, by part: `cache_read`, `cache_creation`, `reasoning`. They are in `gen_ai.client.token.usage` too.")
    {
        Attributes = [.. Operation, MetricAttributeNames.TokenPart],
        TakesOwnAttributes = true,
    };

    public static readonly InstrumentFacts Cost = new(
        "gen_ai.usage.cost", InstrumentKind.Histogram, "USD", "What an operation cost, if that is known. A cache hit costs 0.")
    {
        Attributes = Operation,
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Cost,
    };

    public static readonly InstrumentFacts TimeToFirstChunk = new(
        "gen_ai.client.operation.time_to_first_chunk", InstrumentKind.Histogram, "s", "From the start of `litellm_request` to the first event of a streamed response.")
    {
        Attributes = Operation,
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Durations,
    };

    public static readonly InstrumentFacts TimePerOutputChunk = new(
        "gen_ai.client.operation.time_per_output_chunk", InstrumentKind.Histogram, "s", "From one event of a streamed response to the next: one measurement for each event after the first. It is made when the event passes, so the model of the response may not be known, and attributes of your own are those of the second event.")
    {
        Attributes = [GenAi.OperationName, GenAi.ProviderName, GenAi.RequestModel],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Durations,
    };

    public static readonly InstrumentFacts RequestDuration = new(
        "gen_ai.server.request.duration", InstrumentKind.Histogram, "s", "From the arrival of a request at the gateway to the end of its response, whatever its ending. Its count by `litellm.outcome` is the number of requests.")
    {
        Attributes = [.. Operation, HttpAttributes.ErrorType, LibraryAttributes.Outcome],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Durations,
    };

    public static readonly InstrumentFacts TimeToFirstToken = new(
        "gen_ai.server.time_to_first_token", InstrumentKind.Histogram, "s", "From the arrival of a request to the first event of its streamed response, of requests that completed.")
    {
        Attributes = Operation,
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.FirstToken,
    };

    public static readonly InstrumentFacts TimePerOutputToken = new(
        "gen_ai.server.time_per_output_token", InstrumentKind.Histogram, "s", "From the first event of a streamed response to its last, divided by its output tokens less one, of requests that completed.")
    {
        Attributes = Operation,
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.PerToken,
    };

    public static readonly InstrumentFacts Overhead = new(
        "tracedllm.request.overhead", InstrumentKind.Histogram, "s", "The part of `gen_ai.server.request.duration` in which no attempt was open: stages, guardrails and waits. The root has it as `litellm.overhead.duration_ms`.")
    {
        Attributes = [GenAi.OperationName, LibraryAttributes.Outcome],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.OwnWork,
    };

    public static readonly InstrumentFacts RequestsInFlight = new(
        "tracedllm.requests.in_flight", InstrumentKind.UpDownCounter, "{request}", "Requests to traced routes that have not ended, recorded or not; those that arrived before the first listener are not counted.");

    public static readonly InstrumentFacts Attempts = new(
        "tracedllm.attempts", InstrumentKind.Counter, "{attempt}", "Attempts at providers that have ended, by kind: `initial`, `retry`, `fallback`, `hedge`; with their outcome: `ok`, `error`, `cancelled`.")
    {
        Attributes = [GenAi.OperationName, GenAi.ProviderName, LiteLlm.AttemptKind, HttpAttributes.ErrorType, LibraryAttributes.Outcome],
        TakesOwnAttributes = true,
    };

    public static readonly InstrumentFacts AttemptDuration = new(
        "tracedllm.attempt.duration", InstrumentKind.Histogram, "s", "From the start of an attempt to the last byte of the provider's response.")
    {
        Attributes = [GenAi.OperationName, GenAi.ProviderName, LiteLlm.AttemptKind, HttpAttributes.ErrorType, LibraryAttributes.Outcome],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.Durations,
    };

    public static readonly InstrumentFacts GuardrailDuration = new(
        "tracedllm.guardrail.duration", InstrumentKind.Histogram, "s", "The time that a guardrail took. Its count by status and action is the number of outcomes; a guardrail whose caller left has no status, and the outcome `cancelled`.")
    {
        Attributes = [LibraryAttributes.GuardrailName, LibraryAttributes.GuardrailMode, LibraryAttributes.GuardrailStatus, LibraryAttributes.GuardrailAction, LibraryAttributes.Outcome],
        TakesOwnAttributes = true,
        Buckets = BucketBoundaries.OwnWork,
    };

    public static readonly InstrumentFacts SpansRepaired = new(
        "tracedllm.spans.repaired", InstrumentKind.Counter, "{span}", "Spans whose end was repaired, by reason: `left_open` by their method, `outlived_parent`.")
    {
        Attributes = [MetricAttributeNames.Reason],
    };

    public static readonly InstrumentFacts SpansLate = new(
        "tracedllm.spans.late", InstrumentKind.Counter, "{span}", "Spans of work that outlived its request.");

    public static readonly InstrumentFacts SpansOutsideRequest = new(
        "tracedllm.spans.outside_request", InstrumentKind.Counter, "{span}", "Spans of traced methods that ran outside a traced request.");

    public static readonly InstrumentFacts ContextMalformed = new(
        "tracedllm.context.malformed", InstrumentKind.Counter, "{header}", "Trace context headers that were ignored because they are malformed.")
    {
        Attributes = [MetricAttributeNames.Header],
    };

    public static readonly InstrumentFacts MetadataDropped = new(
        "tracedllm.metadata.dropped", InstrumentKind.Counter, "{value}", "Values of a request's [metadata](metadata.md#dropped-values) that were dropped, by reason and key.")
    {
        Attributes = [MetricAttributeNames.Reason, MetricAttributeNames.Key],
    };

    public static readonly InstrumentFacts RequestUnread = new(
        "tracedllm.request.unread", InstrumentKind.Counter, "{request}", "Requests whose body, or the rest of it, was not read, by reason.")
    {
        Attributes = [MetricAttributeNames.Reason],
    };

    public static readonly InstrumentFacts PayloadFailures = new(
        "tracedllm.payload.failures", InstrumentKind.Counter, "{failure}", "Exceptions thrown while a response was read, and kept from the request.")
    {
        Attributes = [HttpAttributes.ErrorType],
    };

    public static readonly InstrumentFacts PayloadSkippedEvents = new(
        "tracedllm.payload.skipped_events", InstrumentKind.Counter, "{event}", "Events and messages of streams that are so long that only their facts were read, not their content.");

    public static readonly InstrumentFacts ContentUnmasked = new(
        "tracedllm.content.unmasked", InstrumentKind.Counter, "{request}", "Requests of which content had left when a guardrail masked it, by side: `input`, `output`.")
    {
        Attributes = [MetricAttributeNames.Side],
    };

    public static readonly InstrumentFacts ListenerFailures = new(
        "tracedllm.listener.failures", InstrumentKind.Counter, "{failure}", "Exceptions of samplers, processors, listeners and the gateway's delegates that were kept from the request.")
    {
        Attributes = [HttpAttributes.ErrorType],
    };

    public static readonly InstrumentFacts FailureLogFailures = new(
        "tracedllm.failure_log.failures", InstrumentKind.Counter, "{failure}", "Exceptions thrown by an `ILlmFailureLog` and kept from the request.")
    {
        Attributes = [HttpAttributes.ErrorType],
    };

    public static readonly InstrumentFacts RequestLogLost = new(
        "tracedllm.request_log.lost", InstrumentKind.Counter, "{request}", "Requests that an [`ILlmRequestLog`](request-log.md#its-queue) has not logged, by reason: `queue_full`, `exception`, `shutdown`.")
    {
        Attributes = [MetricAttributeNames.Reason],
    };

    public static readonly InstrumentFacts AttributesDropped = new(
        "tracedllm.attributes.dropped", InstrumentKind.Counter, "{attribute}", "Attributes of an [`ILlmSpanEnricher`](metadata.md) that were dropped, by reason: `name`, `reserved`, `too_many`.")
    {
        Attributes = [MetricAttributeNames.Reason],
    };

    public static readonly InstrumentFacts RedactionFailures = new(
        "tracedllm.redaction.failures", InstrumentKind.Counter, "{text}", "Texts that were withheld because an [`IContentRedactor`](content.md) threw an exception.")
    {
        Attributes = [HttpAttributes.ErrorType],
    };

    /// <summary>The instruments that measure requests.</summary>
    public static IReadOnlyList<InstrumentFacts> OfRequests { get; } =
    [
        RequestDuration, TimeToFirstToken, TimePerOutputToken,
        OperationDuration, TimeToFirstChunk, TimePerOutputChunk, TokenUsage, TokenParts, Cost,
        RequestsInFlight, Overhead, Attempts, AttemptDuration, GuardrailDuration,
    ];

    /// <summary>The instruments that count the problems of tracing.</summary>
    public static IReadOnlyList<InstrumentFacts> OfTracing { get; } =
    [
        SpansRepaired, SpansLate, SpansOutsideRequest, ContextMalformed, MetadataDropped, RequestUnread, PayloadFailures, PayloadSkippedEvents,
        ContentUnmasked, RedactionFailures, AttributesDropped, ListenerFailures, FailureLogFailures, RequestLogLost,
    ];
}

namespace TracedLlm.Settings;

/// <summary>
/// The settings of tracing that are read from the configuration. A new setting needs a property in <see cref="TracedLlmOptions"/> and a row
/// here. The line in <c>docs/configuration.md</c> is made from the row.
/// </summary>
internal static class TracedLlmSettings
{
    // What is read of an attribute: ContentWriter.MaxLength.
    public const int MostContentLength = 1024 * 1024;

    // 1 GiB, because a body must fit into one array.
    private const int MostLookahead = 1024 * 1024 * 1024;

    // The sum of two such numbers must fit into a long.
    private const long MostTotalLookahead = long.MaxValue / 2;

    // Every span has these attributes, and the exporter bounds its memory in bytes.
    private const int MostMetadataKeys = 1024;
    private const int LeastContentLength = 1024;

    private const int MostSpanContentLength = 16 * 1024 * 1024;

    private const int LeastMetadataLength = 64;
    private const int MostMetadataLength = 64 * 1024;

    // Fewer than two values leave no room for a model that was tried. A tree of series has room for no more.
    private const int LeastMetricAttributeValues = 2;
    private const int MostMetricAttributeValues = 1_000;

    public static readonly SettingsTable<TracedLlmOptions> Rows = new(refusesBlank: true)
    {
        {
            nameof(TracedLlmOptions.SpanNames),
            SettingTypes.Choice<SpanNames>(),
            static options => options.SpanNames,
            static (options, names) => options.SpanNames = names,
            "The names of the spans: `LiteLlm` (`Received Proxy Server Request`, `litellm_request`, …) or `SemanticConventions` (`POST /v1/messages`, `chat gpt-4o`, …)."
        },
        {
            nameof(TracedLlmOptions.InboundTrust),
            SettingTypes.Choice<InboundTrust>(),
            static options => options.InboundTrust,
            static (options, trust) => options.InboundTrust = trust,
            "How far the gateway trusts a caller's `traceparent` and the trace that the caller's [metadata](metadata.md) names: `Continue` takes over the caller's ids and decides here whether the request is recorded, `Full` follows the caller's sampled flag too, `Link` starts a trace and links it to the caller's, `Ignore` starts a trace."
        },
        {
            nameof(TracedLlmOptions.UnauthenticatedTrust),
            SettingTypes.Choice<InboundTrust>(),
            static options => options.UnauthenticatedTrust,
            static (options, trust) => options.UnauthenticatedTrust = trust,
            "The most trust in a caller that the gateway's authentication has not let in: `Link` shows its request in a trace of its own with a link, and without the user, session, names and tags that it states; `Ignore` shows no link either; `Continue` and `Full` trust it as `TracedLlm:InboundTrust` says. See [context.md](context.md#callers-that-are-not-authenticated)."
        },
        {
            nameof(TracedLlmOptions.IgnoreContextPropagation),
            SettingTypes.Flag,
            static options => options.IgnoreContextPropagation,
            static (options, ignore) => options.IgnoreContextPropagation = ignore,
            "Whether every request is a trace of its own.",
            new SettingVariable("OTEL_IGNORE_CONTEXT_PROPAGATION")
        },
        {
            nameof(TracedLlmOptions.Propagators),
            SettingTypes.Choices<TracePropagators>(),
            static options => options.Propagators,
            static (options, propagators) => options.Propagators = propagators,
            "The trace context that the gateway reads from callers and sends to the hosts below: `TraceContext` (`traceparent` and `tracestate`), `Baggage`. The variable has the specification's names; those that .NET does not have, such as `b3`, are named in the log and ignored.",
            PropagatorsVariable.Variable
        },
        {
            nameof(TracedLlmOptions.ForwardTraceParentTo),
            SettingTypes.Hosts,
            static options => options.ForwardTraceParentTo,
            "The hosts that receive `traceparent`, which names the exported span."
        },
        {
            nameof(TracedLlmOptions.ForwardTraceStateTo),
            SettingTypes.Hosts,
            static options => options.ForwardTraceStateTo,
            "The hosts in `TracedLlm:ForwardTraceParentTo` that also receive the caller's `tracestate`."
        },
        {
            nameof(TracedLlmOptions.ForwardBaggageTo),
            SettingTypes.Hosts,
            static options => options.ForwardBaggageTo,
            "The hosts that receive the caller's `baggage`."
        },
        {
            nameof(TracedLlmOptions.CaptureContent),
            SettingTypes.Flag,
            static options => options.CaptureContent,
            static (options, capture) => options.CaptureContent = capture,
            "Whether spans carry messages, instructions, tool definitions and answers, and each attempt has a span `raw_gen_ai_request`. Of the variable's values `true`, `SPAN_ONLY`, `EVENT_ONLY` and `SPAN_AND_EVENT` capture content; `false` and `NO_CONTENT` do not.",
            ContentVariable.Variable
        },
        {
            nameof(TracedLlmOptions.ContentOnSpans),
            SettingTypes.Flag,
            static options => options.ContentOnSpans,
            static (options, isOn) => options.ContentOnSpans = isOn,
            "Whether captured content is on spans. With `false` it is on [events](logs.md#events) alone, if `WriteEvents` is on. Of the variable's values `EVENT_ONLY` turns it off.",
            ContentVariable.Spans
        },
        {
            nameof(TracedLlmOptions.AttributeParameters),
            SettingTypes.Parameters,
            static options => options.AttributeParameters,
            "The fields of a request's body whose value every span has as `litellm.metadata.{field}`, as if it stood in the [metadata](metadata.md#parameters-of-the-request)."
        },
        {
            nameof(TracedLlmOptions.WriteEvents),
            SettingTypes.Flag,
            static options => options.WriteEvents,
            static (options, write) => options.WriteEvents = write,
            "Whether each request has the [events](logs.md#events) of the conventions in the log: `gen_ai.client.inference.operation.details` with the attributes of `litellm_request`, and `gen_ai.client.operation.exception`. Of the content variable's values `EVENT_ONLY` and `SPAN_AND_EVENT` turn it on.",
            new SettingVariable("LITELLM_OTEL_INTEGRATION_ENABLE_EVENTS"),
            ContentVariable.Events
        },
        {
            nameof(TracedLlmOptions.ContentTrust),
            SettingTypes.Choice<ContentTrust>(),
            static options => options.ContentTrust,
            static (options, trust) => options.ContentTrust = trust,
            "Who may [switch content on](content.md) for a request whose route and settings have it off: `Gateway` (nobody else), `Tenant` (`LlmCaller.CaptureContent`), `Caller` (also requests). Everybody may switch it off."
        },
        {
            nameof(TracedLlmOptions.MaxContentLength),
            SettingTypes.Bytes(LeastContentLength, MostContentLength),
            static options => options.MaxContentLength,
            static (options, bytes) => options.MaxContentLength = bytes,
            "How many bytes each attribute with [content](content.md#limits) has at most; of longer ones the longest texts are cut."
        },
        {
            nameof(TracedLlmOptions.MaxSpanContentLength),
            SettingTypes.Bytes(LeastContentLength, MostSpanContentLength),
            static options => options.MaxSpanContentLength,
            static (options, bytes) => options.MaxSpanContentLength = bytes,
            "How many bytes all attributes with [content](content.md#limits) of one span have at most."
        },
        {
            nameof(TracedLlmOptions.Redact),
            SettingTypes.Choices<RedactedContent>(),
            static options => options.Redact,
            static (options, kinds) => options.Redact = kinds,
            "What is [removed from content](content.md#redaction) and from the texts of errors: `Keys`, `Emails`, `CardNumbers`, `PhoneNumbers`, `Ibans`, or `All`."
        },
        {
            nameof(TracedLlmOptions.CaptureProviderErrors),
            SettingTypes.Flag,
            static options => options.CaptureProviderErrors,
            static (options, capture) => options.CaptureProviderErrors = capture,
            "Whether the spans of a failure carry the message of the provider's error, without secrets; providers may quote the request. Types and codes of errors, and the messages of exceptions, are there in any case."
        },
        {
            nameof(TracedLlmOptions.CaptureClientAddress),
            SettingTypes.Flag,
            static options => options.CaptureClientAddress,
            static (options, capture) => options.CaptureClientAddress = capture,
            "Whether the root has `client.address`, the caller's address as ASP.NET Core knows it; behind a proxy, add its forwarded headers middleware first."
        },
        {
            nameof(TracedLlmOptions.ResponseHeaders),
            SettingTypes.Choices<LlmResponseHeaders>(),
            static options => options.ResponseHeaders,
            static (options, headers) => options.ResponseHeaders = headers,
            "The headers of a traced route's response: `LiteLlm` (`x-litellm-call-id`, `x-litellm-attempted-retries`, `x-litellm-attempted-fallbacks`, `x-litellm-response-duration-ms`, `x-litellm-overhead-duration-ms`, and the `max` headers that the gateway states), `TraceParent` (`traceparent`, which names the root span); see [spans.md](spans.md#attempts-retries-fallbacks-hedges)."
        },
        {
            nameof(TracedLlmOptions.LogScopes),
            SettingTypes.Flag,
            static options => options.LogScopes,
            static (options, has) => options.LogScopes = has,
            "Whether the log lines of a traced request have a [scope](request-log.md#log-scopes) with the ids of its trace, its model, and its caller."
        },
        {
            nameof(TracedLlmOptions.MaxRequestLogQueue),
            SettingTypes.Count,
            static options => options.MaxRequestLogQueue,
            static (options, count) => options.MaxRequestLogQueue = count,
            "How many requests may wait for each [`ILlmRequestLog`](request-log.md); further ones are not logged, and counted."
        },
        {
            nameof(TracedLlmOptions.ModelPrices),
            SettingTypes.Text,
            static options => options.ModelPrices,
            static (options, prices) => options.ModelPrices = prices,
            "The prices by which the gateway computes what a request costs, where the provider does not report it: `builtin`, the path of a file in the form of LiteLLM's `model_prices_and_context_window.json`, or `none`; see [cost.md](cost.md)."
        },
        {
            nameof(TracedLlmOptions.MetricAttributes),
            SettingTypes.MetricAttributes,
            static options => options.MetricAttributes,
            "The attributes of spans that the [metrics](metrics.md#attributes-of-your-own) of requests, attempts and guardrails have too, such as `litellm.team.alias`. Ids and texts stop the start."
        },
        {
            nameof(TracedLlmOptions.MaxMetricAttributeValues),
            SettingTypes.Number(LeastMetricAttributeValues, MostMetricAttributeValues),
            static options => options.MaxMetricAttributeValues,
            static (options, count) => options.MaxMetricAttributeValues = count,
            "How many values each attribute of the [metrics](metrics.md#how-many-series) has; further ones are `_OTHER`."
        },
        {
            nameof(TracedLlmOptions.MaxRequestLookahead),
            SettingTypes.Bytes(0, MostLookahead),
            static options => options.MaxRequestLookahead,
            static (options, bytes) => options.MaxRequestLookahead = bytes,
            "How many bytes of a request's body are read before the handler runs; of a longer or later body, up to twice as many are kept while the handler reads it. `0` turns both off."
        },
        {
            nameof(TracedLlmOptions.RequestLookaheadTimeout),
            SettingTypes.Time(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)),
            static options => options.RequestLookaheadTimeout,
            static (options, time) => options.RequestLookaheadTimeout = time,
            "How long the gateway waits for a body that is still arriving before the handler runs."
        },
        {
            nameof(TracedLlmOptions.MaxTotalRequestLookahead),
            SettingTypes.Bytes(0L, MostTotalLookahead),
            static options => options.MaxTotalRequestLookahead,
            static (options, bytes) => options.MaxTotalRequestLookahead = bytes,
            "How many bytes all requests together may hold for looking ahead; beyond that the gateway does not look ahead."
        },
        {
            nameof(TracedLlmOptions.MissingSession),
            SettingTypes.Choice<MissingSession>(),
            static options => options.MissingSession,
            static (options, missing) => options.MissingSession = missing,
            "What becomes of a request that names no [session](metadata.md#session-user-trace-tags-agent): `Omit` leaves its spans without one, `Generate` gives them a new one, `Reject` is for a gateway that refuses it: `LlmTrace.SessionId` is known with tracing off too."
        },
        {
            nameof(TracedLlmOptions.MaxMetadataKeys),
            SettingTypes.Number(0, MostMetadataKeys),
            static options => options.MaxMetadataKeys,
            static (options, keys) => options.MaxMetadataKeys = keys,
            "How many keys of a request's [metadata](metadata.md#dropped-values) without a meaning of their own become attributes."
        },
        {
            nameof(TracedLlmOptions.MaxMetadataLength),
            SettingTypes.Number(LeastMetadataLength, MostMetadataLength),
            static options => options.MaxMetadataLength,
            static (options, length) => options.MaxMetadataLength = length,
            "How many characters of each text of a request's [metadata](metadata.md#dropped-values) are kept; of an object or array, how many characters of its JSON."
        },
    };
}

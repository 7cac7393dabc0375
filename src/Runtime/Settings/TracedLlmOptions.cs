using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Settings;

namespace TracedLlm;

/// <summary>
/// The settings of tracing. They are read from the section <c>TracedLlm</c> of the configuration, and can be changed in code.
/// </summary>
public sealed class TracedLlmOptions
{
    /// <summary>The naming scheme of the spans. Default <see cref="SpanNames.LiteLlm"/>. Setting <c>TracedLlm:SpanNames</c>.</summary>
    public SpanNames SpanNames { get; set; }

    /// <summary>
    /// How far the gateway trusts a caller's trace context. Default <see cref="InboundTrust.Continue"/>. Setting
    /// <c>TracedLlm:InboundTrust</c>.
    /// </summary>
    public InboundTrust InboundTrust { get; set; }

    /// <summary>
    /// Decides the trust for each request. It replaces the fixed setting <see cref="InboundTrust"/>. Default
    /// <see langword="null"/>. An exception that it throws is counted and does not reach the request, and the caller of that
    /// request is not trusted (<see cref="InboundTrust.Ignore"/>).
    /// </summary>
    public Func<HttpContext, InboundTrust>? InboundTrustOf { get; set; }

    /// <summary>
    /// The most trust in the trace context and in the metadata of a caller that the gateway's authentication has not let in. A gateway
    /// without authentication trusts every caller as <see cref="InboundTrust"/> says. Default <see cref="InboundTrust.Link"/>. Setting
    /// <c>TracedLlm:UnauthenticatedTrust</c>.
    /// </summary>
    public InboundTrust UnauthenticatedTrust { get; set; } = InboundTrust.Link;

    /// <summary>
    /// Derives the parent of a request from the caller's credentials. It is called at the request's arrival, before
    /// authentication. Its result has a higher rank than the ambient activity and the <c>traceparent</c> header. Default
    /// <see langword="null"/>. An exception that it throws is counted and does not reach the request.
    /// </summary>
    public Func<HttpContext, ActivityContext?>? ParentFromCaller { get; set; }

    /// <summary>
    /// Whether the gateway ignores the ambient activity and the <c>traceparent</c> header. Default <see langword="false"/>. Setting
    /// <c>TracedLlm:IgnoreContextPropagation</c>, or LiteLLM's environment variable <c>OTEL_IGNORE_CONTEXT_PROPAGATION</c>.
    /// </summary>
    public bool IgnoreContextPropagation { get; set; }

    /// <summary>
    /// The forms of trace context that the gateway reads from its callers and sends to the hosts in <see cref="ForwardTraceParentTo"/>,
    /// <see cref="ForwardTraceStateTo"/> and <see cref="ForwardBaggageTo"/>. Default W3C Trace Context and W3C Baggage. Setting
    /// <c>TracedLlm:Propagators</c>, or the variable <c>OTEL_PROPAGATORS</c>.
    /// </summary>
    public TracePropagators Propagators { get; set; } = TracePropagators.TraceContext | TracePropagators.Baggage;

    /// <summary>
    /// Hosts that receive <c>traceparent</c>, which names the exported span: <c>api.example.com</c>, <c>localhost:8080</c>,
    /// <c>*.example.com</c>, or <c>*</c>. Default none. Setting <c>TracedLlm:ForwardTraceParentTo</c>.
    /// </summary>
    public IList<string> ForwardTraceParentTo { get; } = [];

    /// <summary>
    /// Hosts in <see cref="ForwardTraceParentTo"/> that also receive the caller's <c>tracestate</c>. Default none. Setting
    /// <c>TracedLlm:ForwardTraceStateTo</c>.
    /// </summary>
    public IList<string> ForwardTraceStateTo { get; } = [];

    /// <summary>Hosts that receive the caller's <c>baggage</c>. Default none. Setting <c>TracedLlm:ForwardBaggageTo</c>.</summary>
    public IList<string> ForwardBaggageTo { get; } = [];

    /// <summary>
    /// Whether the log lines of a traced request have a scope with the ids of its trace, its model, and its caller. Default
    /// <see langword="true"/>. Setting <c>TracedLlm:LogScopes</c>.
    /// </summary>
    public bool LogScopes { get; set; } = true;

    /// <summary>
    /// The number of requests that may wait for each <see cref="ILlmRequestLog"/>. Further requests are not logged, and counted. Default
    /// 10,000. Setting <c>TracedLlm:MaxRequestLogQueue</c>.
    /// </summary>
    public int MaxRequestLogQueue { get; set; } = 10_000;

    /// <summary>
    /// The prices by which the gateway computes what a request costs, where the provider does not report it and the gateway does not state
    /// it: <c>builtin</c> (<see cref="ModelPriceTable.BuiltIn"/>), the path of a file in the form of LiteLLM's
    /// <c>model_prices_and_context_window.json</c>, or <c>none</c>. An <see cref="IModelPrices"/> of the gateway's own takes the place of
    /// the first two. Default <c>builtin</c>. Setting <c>TracedLlm:ModelPrices</c>.
    /// </summary>
    public string ModelPrices { get; set; } = "builtin";

    /// <summary>
    /// The names of attributes of spans that the metrics of requests, attempts and guardrails have too: <c>litellm.team.alias</c>,
    /// <c>litellm.api_key.alias</c>, <c>litellm.model_group</c>, <c>litellm.deployment.id</c>, <c>litellm.provider.model</c>,
    /// <c>http.route</c>, <c>server.address</c>, <c>litellm.metadata.{key}</c> and names of the gateway's own. Ids of users, sessions, keys and
    /// requests and texts are not allowed, because each value adds a time series. Default none. Setting <c>TracedLlm:MetricAttributes</c>.
    /// </summary>
    public IList<string> MetricAttributes { get; } = [];

    /// <summary>
    /// The number of values that each attribute of the metrics has. Further values are <c>_OTHER</c>. Of the values that callers choose, such as
    /// the model, those that a provider has answered may use the whole number, others half of it. Default 200. Setting
    /// <c>TracedLlm:MaxMetricAttributeValues</c>.
    /// </summary>
    public int MaxMetricAttributeValues { get; set; } = 200;

    /// <summary>
    /// The number of bytes of a request's body that are read before the handler runs, so that the root span starts with the
    /// attributes from the body. Of a longer or later body up to twice as many bytes are kept while the handler reads it, and
    /// give attributes and links then. Default 8 MiB; 0 turns both off. Setting <c>TracedLlm:MaxRequestLookahead</c>.
    /// </summary>
    public int MaxRequestLookahead { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// The time that the gateway waits for a body that is still arriving before the handler runs. Default 5 seconds. Setting
    /// <c>TracedLlm:RequestLookaheadTimeout</c>, as in <c>00:00:05</c>.
    /// </summary>
    public TimeSpan RequestLookaheadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The number of bytes that all requests together may hold for the lookahead. Beyond that the gateway does not look ahead.
    /// Default 256 MiB.
    /// Setting <c>TracedLlm:MaxTotalRequestLookahead</c>.
    /// </summary>
    public long MaxTotalRequestLookahead { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// What becomes of a request that names no session. Default <see cref="MissingSession.Omit"/>. Setting
    /// <c>TracedLlm:MissingSession</c>.
    /// </summary>
    public MissingSession MissingSession { get; set; }

    /// <summary>
    /// The number of keys of a request's metadata, of those without a meaning of their own, that become attributes
    /// <c>litellm.metadata.{key}</c>. The rest is named on the root (<c>litellm.metadata.dropped</c>) and counted. Default 32, as in
    /// LiteLLM. Setting <c>TracedLlm:MaxMetadataKeys</c>.
    /// </summary>
    public int MaxMetadataKeys { get; set; } = 32;

    /// <summary>
    /// The number of characters of each text of a request's metadata that are kept, and of the JSON of an object or array. Default
    /// 1,024, as in LiteLLM. Setting <c>TracedLlm:MaxMetadataLength</c>.
    /// </summary>
    public int MaxMetadataLength { get; set; } = 1_024;

    /// <summary>
    /// Whether spans carry messages, instructions, tool definitions and answers, and each attempt has a span
    /// <c>raw_gen_ai_request</c> with the bodies of its HTTP request and response. Default <see langword="false"/>. Setting
    /// <c>TracedLlm:CaptureContent</c>, or the variable <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c>.
    /// </summary>
    public bool CaptureContent { get; set; }

    /// <summary>
    /// Whether spans carry captured content. With <see langword="false"/> only events do (<see cref="WriteEvents"/>). Default
    /// <see langword="true"/>. Setting <c>TracedLlm:ContentOnSpans</c>, or <c>EVENT_ONLY</c> in the variable
    /// <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c>.
    /// </summary>
    public bool ContentOnSpans { get; set; } = true;

    /// <summary>
    /// The fields of a request's body, such as <c>feature</c>, whose text, number or boolean every span has as
    /// <c>litellm.metadata.{field}</c>, as if it stood in the gateway's metadata. Fields with content, such as <c>messages</c>, are not
    /// allowed. Setting <c>TracedLlm:AttributeParameters</c>, a list or names separated by commas.
    /// </summary>
    public IList<string> AttributeParameters { get; } = [];

    /// <summary>
    /// Whether each sampled request has the events of the conventions as log records of the category
    /// <see cref="TracedLlmTelemetry.EventsCategory"/>: <c>gen_ai.client.inference.operation.details</c> with the attributes of
    /// <c>litellm_request</c>, and <c>gen_ai.client.operation.exception</c> if it failed. Default <see langword="false"/>. Setting
    /// <c>TracedLlm:WriteEvents</c>, or the variable <c>LITELLM_OTEL_INTEGRATION_ENABLE_EVENTS</c>.
    /// </summary>
    public bool WriteEvents { get; set; }

    /// <summary>
    /// Who may switch content on for a request whose route and settings have it off. Default <see cref="ContentTrust.Gateway"/>. Setting
    /// <c>TracedLlm:ContentTrust</c>.
    /// </summary>
    public ContentTrust ContentTrust { get; set; }

    /// <summary>
    /// The number of bytes that each attribute with content has at most. Of longer content the longest texts are cut. Default 1 MiB; at
    /// least 1 KiB. Setting <c>TracedLlm:MaxContentLength</c>.
    /// </summary>
    public int MaxContentLength { get; set; } = TracedLlmSettings.MostContentLength;

    /// <summary>
    /// The number of bytes that all attributes with content of one span have at most. Default 4 MiB; at least 1 KiB. Setting
    /// <c>TracedLlm:MaxSpanContentLength</c>.
    /// </summary>
    public int MaxSpanContentLength { get; set; } = 4 * TracedLlmSettings.MostContentLength;

    /// <summary>
    /// What the built-in redactor removes from content and from the texts of errors. Default <see cref="RedactedContent.None"/>. Setting
    /// <c>TracedLlm:Redact</c>. Redactors of the gateway are services of type <see cref="IContentRedactor"/>.
    /// </summary>
    public RedactedContent Redact { get; set; }

    /// <summary>
    /// Whether the spans of a failure carry the message of the provider's error: at most 1,024 characters, without secrets. A
    /// provider may quote the request. Default <see langword="true"/>. Setting <c>TracedLlm:CaptureProviderErrors</c>.
    /// </summary>
    public bool CaptureProviderErrors { get; set; } = true;

    /// <summary>
    /// Whether the root has <c>client.address</c>, the caller's address as ASP.NET Core knows it. It can identify a person. Default
    /// <see langword="false"/>. Setting <c>TracedLlm:CaptureClientAddress</c>.
    /// </summary>
    public bool CaptureClientAddress { get; set; }

    /// <summary>
    /// The headers about its trace that a response has, also with tracing off. A header that the gateway sets itself is kept.
    /// Default <see cref="LlmResponseHeaders.LiteLlm"/>. Setting <c>TracedLlm:ResponseHeaders</c>.
    /// </summary>
    public LlmResponseHeaders ResponseHeaders { get; set; } = LlmResponseHeaders.LiteLlm;

    internal OutgoingContext Outgoing => field ??= new(
        new(Propagators.HasFlag(TracePropagators.TraceContext) ? ForwardTraceParentTo : []),
        new(Propagators.HasFlag(TracePropagators.TraceContext) ? ForwardTraceStateTo : []),
        new(Propagators.HasFlag(TracePropagators.Baggage) ? ForwardBaggageTo : []),
        null);
}

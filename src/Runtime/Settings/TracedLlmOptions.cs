using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Settings;

namespace TracedLlm;

/// <summary>Settings of tracing, read from the section <c>TracedLlm</c> of the configuration and changeable in code.</summary>
public sealed class TracedLlmOptions
{
    // A body has to fit into one array.
    private const int MostLookahead = 1024 * 1024 * 1024;

    // Sums of two such numbers stay in the range of a long.
    private const long MostTotalLookahead = long.MaxValue / 2;

    /// <summary>
    /// The settings that are read from the configuration. A new one is a property below and a row here; the row writes its line in
    /// <c>docs/configuration.md</c>.
    /// </summary>
    internal static readonly SettingsTable<TracedLlmOptions> Settings = new(refusesBlank: true)
    {
        {
            nameof(SpanNames),
            SettingTypes.Choice<SpanNames>(),
            static options => options.SpanNames,
            static (options, names) => options.SpanNames = names,
            "The names of the spans: `LiteLlm` (`Received Proxy Server Request`, `litellm_request`, …) or `SemanticConventions` (`POST /v1/messages`, `chat gpt-4o`, …)."
        },
        {
            nameof(InboundTrust),
            SettingTypes.Choice<InboundTrust>(),
            static options => options.InboundTrust,
            static (options, trust) => options.InboundTrust = trust,
            "How far the gateway trusts a caller's `traceparent` and the trace that the caller's [metadata](metadata.md) names: `Continue` takes over the caller's ids and decides here whether the request is recorded, `Full` follows the caller's sampled flag too, `Link` starts a trace and links it to the caller's, `Ignore` starts a trace."
        },
        {
            nameof(IgnoreContextPropagation),
            SettingTypes.Flag,
            static options => options.IgnoreContextPropagation,
            static (options, ignore) => options.IgnoreContextPropagation = ignore,
            "Whether every request is a trace of its own.",
            new SettingVariable("OTEL_IGNORE_CONTEXT_PROPAGATION")
        },
        {
            nameof(ForwardTraceParentTo),
            SettingTypes.Hosts,
            static options => options.ForwardTraceParentTo,
            "The hosts that receive `traceparent`, which names the exported span."
        },
        {
            nameof(ForwardTraceStateTo),
            SettingTypes.Hosts,
            static options => options.ForwardTraceStateTo,
            "The hosts in `TracedLlm:ForwardTraceParentTo` that also receive the caller's `tracestate`."
        },
        {
            nameof(ForwardBaggageTo),
            SettingTypes.Hosts,
            static options => options.ForwardBaggageTo,
            "The hosts that receive the caller's `baggage`."
        },
        {
            nameof(CaptureContent),
            SettingTypes.Flag,
            static options => options.CaptureContent,
            static (options, capture) => options.CaptureContent = capture,
            "Whether spans carry messages, instructions, tool definitions and answers, and each attempt has a span `raw_gen_ai_request`.",
            new SettingVariable("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")
        },
        {
            nameof(ResponseHeaders),
            SettingTypes.Choices<LlmResponseHeaders>(),
            static options => options.ResponseHeaders,
            static (options, headers) => options.ResponseHeaders = headers,
            "The headers of a traced route's response: `LiteLlm` (`x-litellm-call-id`, `x-litellm-attempted-retries`, `x-litellm-attempted-fallbacks`, and the `max` headers that the gateway states), `TraceParent` (`traceparent`, which names the root span); see [spans.md](spans.md#attempts-retries-fallbacks-hedges)."
        },
        {
            nameof(MaxRequestLookahead),
            SettingTypes.Bytes(0, MostLookahead),
            static options => options.MaxRequestLookahead,
            static (options, bytes) => options.MaxRequestLookahead = bytes,
            "How many bytes of a request's body are read before the handler runs; of a longer or later body, up to twice as many are kept while the handler reads it. `0` turns both off."
        },
        {
            nameof(RequestLookaheadTimeout),
            SettingTypes.Time(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)),
            static options => options.RequestLookaheadTimeout,
            static (options, time) => options.RequestLookaheadTimeout = time,
            "How long the gateway waits for a body that is still arriving before the handler runs."
        },
        {
            nameof(MaxTotalRequestLookahead),
            SettingTypes.Bytes(0L, MostTotalLookahead),
            static options => options.MaxTotalRequestLookahead,
            static (options, bytes) => options.MaxTotalRequestLookahead = bytes,
            "How many bytes all requests together may hold for looking ahead; beyond that the gateway does not look ahead."
        },
    };

    /// <summary>Which names the spans have. Default <see cref="SpanNames.LiteLlm"/>. Setting <c>TracedLlm:SpanNames</c>.</summary>
    public SpanNames SpanNames { get; set; }

    /// <summary>How far a caller's trace context is trusted. Default <see cref="InboundTrust.Continue"/>. Setting <c>TracedLlm:InboundTrust</c>.</summary>
    public InboundTrust InboundTrust { get; set; }

    /// <summary>
    /// Decides <see cref="InboundTrust"/> for each request; wins over the fixed setting. Default none. What it throws is counted
    /// and kept from the request, whose caller is then not trusted (<see cref="InboundTrust.Ignore"/>).
    /// </summary>
    public Func<HttpContext, InboundTrust>? InboundTrustOf { get; set; }

    /// <summary>
    /// Derives the parent of a request from the caller's credentials, at arrival, before authentication has run; it wins over
    /// the ambient activity and the <c>traceparent</c> header. Default none. What it throws is counted and kept from the request.
    /// </summary>
    public Func<HttpContext, ActivityContext?>? ParentFromCaller { get; set; }

    /// <summary>
    /// Whether the ambient activity and the <c>traceparent</c> header are passed over. Default <see langword="false"/>. Setting
    /// <c>TracedLlm:IgnoreContextPropagation</c>, or LiteLLM's environment variable <c>OTEL_IGNORE_CONTEXT_PROPAGATION</c>.
    /// </summary>
    public bool IgnoreContextPropagation { get; set; }

    /// <summary>
    /// Hosts that receive <c>traceparent</c>, naming our exported span: <c>api.example.com</c>, <c>localhost:8080</c>,
    /// <c>*.example.com</c>, or <c>*</c>. Default none. Setting <c>TracedLlm:ForwardTraceParentTo</c>.
    /// </summary>
    public IList<string> ForwardTraceParentTo { get; } = [];

    /// <summary>Hosts, of those that receive <c>traceparent</c>, that also receive the caller's <c>tracestate</c>. Default none. Setting <c>TracedLlm:ForwardTraceStateTo</c>.</summary>
    public IList<string> ForwardTraceStateTo { get; } = [];

    /// <summary>Hosts that receive the caller's <c>baggage</c>. Default none. Setting <c>TracedLlm:ForwardBaggageTo</c>.</summary>
    public IList<string> ForwardBaggageTo { get; } = [];

    /// <summary>
    /// How many bytes of a request's body are read before its handler runs, so that the root span opens with what they say.
    /// Of a longer body, or one that comes too late, up to twice as many bytes are kept while the handler reads it, and what they
    /// say becomes attributes and links. Default 8 MiB; 0 does neither. Setting <c>TracedLlm:MaxRequestLookahead</c>.
    /// </summary>
    public int MaxRequestLookahead { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// How long a body that is still arriving is waited for; then the handler runs. Default 5 seconds. Setting
    /// <c>TracedLlm:RequestLookaheadTimeout</c>, as in <c>00:00:05</c>.
    /// </summary>
    public TimeSpan RequestLookaheadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many bytes all requests together may hold for looking ahead; beyond that bodies are not looked at. Default 256 MiB.
    /// Setting <c>TracedLlm:MaxTotalRequestLookahead</c>.
    /// </summary>
    public long MaxTotalRequestLookahead { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Whether messages, instructions, tool definitions and answers are put on spans, and each attempt has a span
    /// <c>raw_gen_ai_request</c> of what was sent and answered. Default <see langword="false"/>. Setting <c>TracedLlm:CaptureContent</c>, or the variable <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c>.
    /// </summary>
    public bool CaptureContent { get; set; }

    /// <summary>
    /// Which headers a response carries that speak of its trace, with tracing off too; one that the gateway sets itself stays.
    /// Default <see cref="LlmResponseHeaders.LiteLlm"/>. Setting <c>TracedLlm:ResponseHeaders</c>.
    /// </summary>
    public LlmResponseHeaders ResponseHeaders { get; set; } = LlmResponseHeaders.LiteLlm;

    internal OutgoingContext Outgoing => field ??= new(new(ForwardTraceParentTo), new(ForwardTraceStateTo), new(ForwardBaggageTo), null);
}

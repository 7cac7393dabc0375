using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>The part of a request that an exporter may use.</summary>
internal interface IExportedRequest
{
    /// <summary>The root span; <see langword="null"/> for a request without a root.</summary>
    Activity? Root { get; }

    /// <summary>The pattern of its route, as it was written; <see langword="null"/> for an endpoint without a pattern.</summary>
    string? RouteTemplate { get; }

    /// <summary>The part of the requests of its route whose traces are sent; <see langword="null"/> if the route does not say.</summary>
    double? RouteSamplingRatio { get; }

    /// <summary>The source of the root's parent.</summary>
    ParentSource ParentSource { get; }

    /// <summary>Whether the caller's sampled flag and its randomness count: the trust in this request is <see cref="InboundTrust.Full"/>.</summary>
    bool IsFlagFollowed { get; }

    /// <summary>The attributes that every span of the request carries, as they are now.</summary>
    EverySpanTags EverySpan { get; }

    /// <summary>Returns <c>litellm_request</c>, also after its end; <see langword="null"/> if it has not started.</summary>
    Func<Activity?> GetLlmRequest { get; }

    /// <summary>Whether an <c>auth</c> stage is open, so that the caller may not be known yet.</summary>
    bool IsAuthenticating { get; }

    /// <summary>
    /// Whether the gateway has authentication, and the caller is not authenticated yet, so that it is not known whether the request
    /// stays in the trace that the caller named.
    /// </summary>
    bool IsCallerPending { get; }

    /// <summary>
    /// Decides, once, which trace backends show the request in. A caller that is not authenticated by then counts as not authenticated.
    /// </summary>
    /// <returns>The trace; <see langword="null"/> if it is the trace of the activities.</returns>
    SeparateTrace? DecideTrace();

    /// <summary>The trace that backends show the request in; <see langword="null"/> if it is the activities', or not decided yet.</summary>
    SeparateTrace? SeparateTrace { get; }

    /// <summary>Removes the content that the tenant or the request has withheld from a span that ended before that.</summary>
    void RemoveWithheld(Activity activity);

    /// <summary>Returns a text without the credentials of the request and without secrets that are recognised by their form.</summary>
    string RemoveSecrets(string text);

    /// <summary>
    /// Returns a text without what it quotes of the request, as far as the spans do not show it, and without what the redactors remove;
    /// <see langword="null"/> if the request's body is not kept, so that it is not known what the text quotes.
    /// </summary>
    string? RemoveQuotedContent(string text);

    /// <summary>The fields of the request that the application keeps (<see cref="IKeptRequestFields"/>).</summary>
    IReadOnlyDictionary<string, string> KeptFields { get; }

    /// <summary>
    /// The result of the request; <see langword="null"/> until it has been decided. Exporters receive the root, the last span of the
    /// request, after that.
    /// </summary>
    RequestResult? Result { get; }

    /// <summary>What the request has cost, in USD, as far as that is known.</summary>
    double? Cost { get; }

    /// <summary>The sampling ratio from 0 to 1 that the request asks for; <see langword="null"/> if it asks for none, or none is kept.</summary>
    double? StatedSamplingRatio { get; }

    /// <summary>
    /// Whether an exporter has decided that no backend receives the spans. The exporter sets it when it decides; it is final after
    /// <see cref="ITraceSampling.Decide"/>.
    /// </summary>
    bool IsSampledOut { get; set; }

    /// <summary>Whether an exporter sends the spans to destinations of the tenant or the request, and none to the operator's. Set with <see cref="IsSampledOut"/>.</summary>
    bool IsKeptFromOperator { get; set; }

    /// <summary>
    /// The state that exporters store with the request. It is changed with <see cref="Interlocked"/>, because there can be
    /// several exporters.
    /// </summary>
    ref object? ExportState { get; }
}

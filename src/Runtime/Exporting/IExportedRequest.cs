using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>The part of a request that an exporter may use.</summary>
internal interface IExportedRequest
{
    /// <summary>The root span; <see langword="null"/> for a request without a root.</summary>
    Activity? Root { get; }

    /// <summary>The source of the root's parent.</summary>
    ParentSource ParentSource { get; }

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

    /// <summary>Removes the content that the tenant or the request has withheld from a span that ended before that.</summary>
    void RemoveWithheld(Activity activity);

    /// <summary>The fields of the request that the application keeps (<see cref="IKeptRequestFields"/>).</summary>
    IReadOnlyDictionary<string, string> KeptFields { get; }

    /// <summary>
    /// The state that exporters store with the request. It is changed with <see cref="Interlocked"/>, because there can be
    /// several exporters.
    /// </summary>
    ref object? ExportState { get; }
}

using System.Diagnostics;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>The part of a request that its calls to providers need.</summary>
internal interface IAttemptedRequest : ITracedRequest
{
    /// <summary>The id of the request's call.</summary>
    string CallId { get; }

    /// <summary>The trace's id as <c>litellm_request</c> carries it.</summary>
    string? TraceId { get; }

    /// <summary>The operation of the route's API; <see langword="null"/> if it has no operation.</summary>
    string? Operation { get; }

    /// <summary>The model that the caller asked for; <see langword="null"/> until it is known.</summary>
    string? Model { get; }

    /// <summary>The clock of the waits for providers.</summary>
    TimeProvider Clock { get; }

    /// <summary>Whether the caller has left.</summary>
    bool IsAborted { get; }

    /// <summary>Whether a guardrail has blocked the request.</summary>
    bool IsBlocked { get; }

    /// <summary>Whether a redactor removes something from the captured content.</summary>
    bool IsRedacted { get; }

    /// <summary>Whether spans carry the texts of providers' errors.</summary>
    bool CapturesProviderErrors { get; }

    /// <summary>The attributes of the caller, which every attempt carries.</summary>
    ReadOnlySpan<KeyValuePair<string, object?>> CallerTags { get; }

    /// <summary>The attempts so far.</summary>
    AttemptLog Attempts { get; }

    /// <summary>The captured content; <see langword="null"/> if spans carry no content.</summary>
    IAttemptedContent? Content { get; }

    /// <summary>Returns the open guardrail that encloses the code whose activity is <paramref name="current"/>.</summary>
    Activity? FindEnclosingGuardrail(Activity? current);

    /// <summary>Another attempt follows: ends the failed attempts, and removes the attributes from their responses.</summary>
    void EndFailedAttempts();

    /// <summary>Creates the tap on a provider's response; <see langword="null"/> if the response is not read.</summary>
    /// <param name="attempt">The span of the attempt.</param>
    /// <param name="sent">The HTTP request that the provider answers, if it is known.</param>
    PayloadTap? TapProvider(Activity attempt, HttpRequestMessage? sent);
}

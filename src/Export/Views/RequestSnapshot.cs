using System.Diagnostics;
using TracedLlm.Export.Sampling;
using TracedLlm.Exporting;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views;

/// <summary>The facts about a request from the moment when it is settled. All of its spans are encoded with the same facts.</summary>
/// <param name="Root">The root span.</param>
/// <param name="EverySpan">The attributes of every span; a span that ended before they were known lacks them.</param>
/// <param name="LlmRequest">Gives <c>litellm_request</c>, whose input and output some backends need on the root; <see langword="null"/> if it has not opened.</param>
/// <param name="ParentSource">The source of the root's parent.</param>
/// <param name="Separate">The trace that the request is shown in instead of the activities'; <see langword="null"/> if it is theirs.</param>
internal sealed record RequestSnapshot(
    Activity Root,
    EverySpanTags EverySpan,
    Func<Activity?> LlmRequest,
    ParentSource ParentSource = ParentSource.None,
    SeparateTrace? Separate = null)
{
    /// <summary>Which backends receive the spans.</summary>
    public TraceDecision Sampling { get; init; }

    /// <summary>
    /// The identities of the endpoints that the spans go to, as far as sampling lets them; none if the destinations could not be
    /// determined. Views do not read them.
    /// </summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>The state that a store of spans keeps with the request. The thread that ends a span of the request changes it; views do not read it.</summary>
    public object? StoreState { get; set; }

    /// <summary>The part of the root's estimated size that is the content of <c>litellm_request</c>, which some views repeat there. Set before the root is sent; views do not read it.</summary>
    public int RepeatedSize { get; set; }

    /// <summary>Whether the trace belongs to others.</summary>
    public bool IsJoined { get; } = EverySpan.Has(LibraryAttributes.TraceJoined);
}

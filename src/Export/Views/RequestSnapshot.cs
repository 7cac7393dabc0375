using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views;

/// <summary>What is known of a request once its destinations are settled. All of its spans are encoded by it.</summary>
/// <param name="Root">The root span.</param>
/// <param name="EverySpan">The attributes that belong on every span; one that ended before they were known lacks them.</param>
/// <param name="LlmRequest">Gives <c>litellm_request</c>, whose input and output some backends want on the root; <see langword="null"/> if it has not opened.</param>
/// <param name="ParentSource">Who named the root's parent.</param>
internal sealed record RequestSnapshot(
    Activity Root,
    EverySpanTags EverySpan,
    Func<Activity?> LlmRequest,
    ParentSource ParentSource = ParentSource.None)
{
    /// <summary>Whether the trace is one that others own.</summary>
    public bool IsJoined { get; } = EverySpan.Has(LibraryAttributes.TraceJoined);
}

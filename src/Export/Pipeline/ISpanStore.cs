using System.Diagnostics;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Pipeline;

/// <summary>Holds ended spans in this process, so that somebody can look at them.</summary>
internal interface ISpanStore
{
    /// <summary>Whether it may hold the traces that the operator's own backends do not get, because they belong to a tenant.</summary>
    bool HoldsTenantTraces { get; }

    /// <summary>A span outside traced requests has started. Its activity does not know its parent's, which may end after it.</summary>
    void OnStarted(Activity activity);

    /// <summary>Holds a span. It is called on the threads of requests; the spans of one request come one after the other.</summary>
    /// <param name="span">The span, with the facts that views need. It is encoded when somebody looks at it.</param>
    /// <param name="size">The estimated number of bytes of the encoded span.</param>
    /// <returns>Why the store does not take the span; <see langword="null"/> if it does.</returns>
    DropReason? Hold(in EndedSpan span, int size);
}

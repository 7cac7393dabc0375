using System.Diagnostics;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Pipeline;

/// <summary>Holds ended spans in this process, so that somebody can look at them.</summary>
internal interface ISpanStore
{
    /// <summary>A span outside traced requests has started. Its activity does not know its parent's, which may end after it.</summary>
    void OnStarted(Activity activity);

    /// <summary>Holds a span. It is called on the threads of requests; the spans of one request come one after the other.</summary>
    /// <param name="span">The span, with the facts that views need. It is encoded when somebody looks at it.</param>
    /// <param name="size">The estimated number of bytes of the encoded span.</param>
    /// <returns>Whether the store takes the span.</returns>
    bool TryHold(in EndedSpan span, int size);
}

using System.Diagnostics;

namespace TracedLlm;

/// <summary>What the tree of open spans knows of the owner of a span.</summary>
internal interface ISpanOwner
{
    /// <summary>What the span stands for.</summary>
    SpanRole Role { get; }

    /// <summary>Whether the provider that the span called has failed.</summary>
    bool HasFailed { get; }

    /// <summary>Ends a span that its request leaves open and has taken off the tree.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="end">When it ends, UTC.</param>
    void Abandon(Activity activity, DateTime end);
}

using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>A span that has not ended.</summary>
/// <param name="Activity">Its activity.</param>
/// <param name="Previous">The activity that was current when it started.</param>
/// <param name="Owner">Handles the events of the span.</param>
/// <param name="Parent">Its parent among the spans of the request; <see langword="null"/> if the parent is the root.</param>
internal readonly record struct OpenSpan(Activity Activity, Activity? Previous, SpanOwner Owner, Activity? Parent)
{
    /// <summary>
    /// Whether the parent has ended before this span. The code that removes a span from the tree sets the span's end, so a
    /// duration shows that the parent has ended.
    /// </summary>
    public bool OutlivesParent => Parent is { } parent && parent.Duration != TimeSpan.Zero;
}

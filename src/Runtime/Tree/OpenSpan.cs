using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>A span that has not ended.</summary>
/// <param name="Activity">Its activity.</param>
/// <param name="Previous">The activity that was current when it started.</param>
/// <param name="Owner">Does what the kind of the span needs at its end.</param>
/// <param name="Parent">The span of ours that it hangs from; <see langword="null"/> for the root.</param>
internal readonly record struct OpenSpan(Activity Activity, Activity? Previous, SpanOwner Owner, Activity? Parent)
{
    /// <summary>Whether the parent ends before this span: the caller that takes a span off its tree sets the span's end.</summary>
    public bool OutlivesParent => Parent is { } parent && parent.Duration != TimeSpan.Zero;
}

using System.Diagnostics;

namespace TracedLlm;

/// <summary>A span that has not ended.</summary>
/// <param name="Activity">Its activity.</param>
/// <param name="Previous">What was current when it started.</param>
/// <param name="Owner">What its kind does at its end.</param>
internal readonly record struct OpenSpan(Activity Activity, Activity? Previous, SpanOwner Owner);

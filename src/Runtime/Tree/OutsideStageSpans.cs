using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>The stages that run outside of a traced request.</summary>
internal sealed class OutsideStageSpans : SpanOwner
{
    public static readonly OutsideStageSpans Instance = new();

    public override ITracedRequest? Request => null;

    public override SpanRole Role => SpanRole.Stage;

    // No request keeps the span, so nothing but the activity knows whether the span has ended.
    public override void End(Activity activity, Activity? previous) => SpanEnd.Stop(activity, previous, request: null);
}

using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>The owner of all stages that run outside a traced request.</summary>
internal sealed class OutsideStageSpans : SpanOwner
{
    public static readonly OutsideStageSpans Instance = new();

    public override ITracedRequest? Request => null;

    public override SpanRole Role => SpanRole.Stage;

    // No request has the span in its list, so only the activity knows whether the span has ended.
    public override void End(Activity activity, Activity? previous) => SpanEnd.Stop(activity, previous, request: null);
}

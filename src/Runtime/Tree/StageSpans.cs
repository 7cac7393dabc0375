using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>The owner of all stages of one request: a stage has no state of its own.</summary>
internal sealed class StageSpans(ITracedRequest request) : SpanOwner
{
    public override ITracedRequest Request => request;

    public override SpanRole Role => SpanRole.Stage;

    public override Activity? FindParent(Activity? current) => request.FindEnclosingSpan(current);
}

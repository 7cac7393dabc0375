using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Facts;

namespace TracedLlm.Tree;

/// <summary>The owner of all stages of one request: a stage has no state of its own.</summary>
internal sealed class StageSpans(ITracedRequest request) : SpanOwner
{
    public override ITracedRequest Request => request;

    public override SpanRole Role => SpanRole.Stage;

    public override void End(Activity activity, Activity? previous)
    {
        // Before the end, because the observers of the end ask whether the caller is authenticated. A stage that is cancelled, or still
        // open when its request ends, says nothing.
        if (activity is { Kind: ActivityKind.Internal, OperationName: SpanNaming.Auth })
        {
            request.NoteAuthentication(activity.GetTagItem(LibraryAttributes.Outcome) is null ? activity.Status != ActivityStatusCode.Error : null);
        }

        base.End(activity, previous);
    }

    public override Activity? FindParent(Activity? current) => request.FindEnclosingSpan(current);
}

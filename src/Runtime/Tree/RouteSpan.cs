using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>The owner of the root for the handler of the route: the handler can record on the root, but the response ends it.</summary>
internal sealed class RouteSpan(ITracedRequest request) : SpanOwner
{
    public override ITracedRequest Request => request;

    public override SpanRole Role => SpanRole.Route;

    public override bool RestoresCurrent => false;

    public override void OnException(Activity? activity, Exception exception) => request.RecordException(exception);

    public override void End(Activity activity, Activity? previous)
    {
    }
}

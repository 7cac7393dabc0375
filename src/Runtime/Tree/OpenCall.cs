using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>A call that is open around the code that sends its request.</summary>
/// <param name="Activity">Its span.</param>
/// <param name="Call">The call.</param>
internal readonly record struct OpenCall(Activity Activity, SpanOwner Call)
{
    private const string Property = "TracedLlm.Call";

    /// <summary>
    /// The call that encloses the code whose activity is <paramref name="current"/>, also from within a stage of it;
    /// <see langword="null"/> if a guardrail stands in between.
    /// </summary>
    public static OpenCall? FindEnclosing(Activity? current, ITracedRequest? request) => request is not null
        ? request.FindEnclosingCall(current)
        : current?.GetCustomProperty(Property) is OpenCall { Activity.IsStopped: false } open ? open : null;

    /// <summary>Outside of a traced request nobody keeps the open spans: a call is known by its activity, and by those of its stages.</summary>
    public static void Mark(Activity activity, SpanOwner owner, Activity? previous)
    {
        var open = owner.Role switch
        {
            SpanRole.Attempt or SpanRole.GuardrailCall => new OpenCall(activity, owner),
            SpanRole.Stage => FindEnclosing(previous, request: null),
            _ => null,
        };
        if (open is not null)
        {
            activity.SetCustomProperty(Property, open);
        }
    }
}

using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>An open call that encloses the code that sends its request.</summary>
/// <param name="Activity">Its span.</param>
/// <param name="Call">The owner of its span.</param>
internal readonly record struct OpenCall(Activity Activity, SpanOwner Call)
{
    private const string Property = "TracedLlm.Call";

    /// <summary>
    /// Returns the call that encloses the code whose activity is <paramref name="current"/>, also if that code is inside a stage
    /// of the call; <see langword="null"/> if a guardrail is between the call and the code.
    /// </summary>
    public static OpenCall? FindEnclosing(Activity? current, ITracedRequest? request) => request is not null
        ? request.FindEnclosingCall(current)
        : current?.GetCustomProperty(Property) is OpenCall { Activity.IsStopped: false } open ? open : null;

    /// <summary>
    /// Outside a traced request there is no list of open spans, so the activity of a call and the activities of its stages store
    /// the call as a property.
    /// </summary>
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

    /// <summary>
    /// Removes the call from an activity that stops. Otherwise code that keeps the span would keep the call, and the HTTP request that the
    /// call has sent.
    /// </summary>
    public static void Unmark(Activity activity)
    {
        // To set a property that is not there would make a dictionary.
        if (activity.GetCustomProperty(Property) is not null)
        {
            activity.SetCustomProperty(Property, null);
        }
    }
}

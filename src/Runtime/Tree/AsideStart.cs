using System.Diagnostics;

namespace TracedLlm.Tree;

/// <summary>
/// Starts a span that does not become the current one. The execution context comes back as it was: a set of
/// <see cref="Activity.Current"/> would make a new context, and the id of its activity as a text.
/// </summary>
internal sealed class AsideStart
{
    // One start after the other on a thread. While it is in use the field is null: a listener may start a span while a span starts.
    [ThreadStatic]
    private static AsideStart? t_free;

    private ActivityContext _parent;
    private string _name = "";
    private CreationTags? _tags;
    private DateTimeOffset _time;
    private Activity? _started;

    /// <summary>Starts a span. An exception of a listener is counted and does not reach the caller.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="tags">Its attributes. This method returns them to the pool.</param>
    /// <param name="start">The time of its start; the default value is now.</param>
    public static Activity? Start(ActivityContext parent, string name, CreationTags tags, DateTime start)
    {
        var time = start == default ? default : new DateTimeOffset(start);
        if (ExecutionContext.Capture() is not { } context)
        {
            // The flow is suppressed.
            var current = Activity.Current;
            var activity = SpanStart.StartActivity(current, parent, name, ActivityKind.Internal, tags, time);
            Activity.Current = current;
            return activity;
        }

        var aside = t_free ?? new AsideStart();
        t_free = null;
        (aside._parent, aside._name, aside._tags, aside._time) = (parent, name, tags, time);
        ExecutionContext.Run(context, static state => ((AsideStart)state!).Start(), aside);
        var started = aside._started;
        (aside._tags, aside._started) = (null, null);
        t_free = aside;
        return started;
    }

    private void Start() => _started = SpanStart.StartActivity(Activity.Current, _parent, _name, ActivityKind.Internal, _tags!, _time);
}

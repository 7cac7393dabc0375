using System.Diagnostics;

namespace TracedLlm;

/// <summary>Starts the activity of a span.</summary>
internal static class SpanActivity
{
    /// <summary>
    /// Starts an activity under <paramref name="parent"/>, whatever is current. A listener's exception is kept from the caller.
    /// </summary>
    /// <param name="current">The value of <see cref="Activity.Current"/>: reading it costs, and the callers need it too.</param>
    /// <param name="parent">The parent; the default value starts a root, a trace without a span a root in that trace.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="kind">The span's kind.</param>
    /// <param name="tags">Its attributes, which are returned.</param>
    /// <param name="start">When it started; by default now.</param>
    /// <param name="links">Its links.</param>
    public static Activity? Start(
        Activity? current,
        ActivityContext parent,
        string name,
        ActivityKind kind,
        CreationTags tags,
        DateTimeOffset start = default,
        IEnumerable<ActivityLink>? links = null)
    {
        try
        {
            if (current is not null && parent.SpanId == default)
            {
                // Without a parent span the ambient activity would become one, whatever trace is named.
                Activity.Current = null;
            }

            var activity = LlmSource.Instance.StartActivity(kind, parent, tags, links, start, name);
            if (activity is null && Activity.Current != current)
            {
                Activity.Current = current;
            }

            return activity;
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
            Activity.Current = current;
            return null;
        }
        finally
        {
            tags.Return();
        }
    }
}

using System.Diagnostics;

namespace TracedLlm;

/// <summary>What is known of a span besides its activity: the request it belongs to, and what its kind does with an exception and at its end.</summary>
internal abstract class SpanOwner(LlmTrace? trace)
{
    public LlmTrace? Trace { get; } = trace;

    /// <summary>The call that hears what a response says; <see langword="null"/> for other spans.</summary>
    public virtual CallSpan? Call => null;

    /// <summary>The span has started; nobody can have ended it yet.</summary>
    public virtual void OnStarted(Activity activity)
    {
    }

    public virtual void OnException(Activity activity, Exception exception)
    {
        if (Trace?.IsCancelledBy(exception) == true)
        {
            if (!Trace.IsDelivered)
            {
                activity.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            }

            return;
        }

        SpanErrors.Record(activity, exception, Trace, withStackTrace: Trace is null);
    }

    public virtual void End(Activity activity, Activity? previous)
    {
        // Whoever takes the span off the trace ends it: a stream that is disposed may race with the end of its request.
        if (Trace?.Release(activity) ?? !activity.IsStopped)
        {
            Complete(activity);
            SpanEnd.Stop(activity, previous, Trace);
        }
    }

    /// <summary>The owner of a further span of the same method.</summary>
    public virtual SpanOwner Again() => this;

    /// <summary>Sets what is only known at the end. Called once, before the activity stops.</summary>
    protected virtual void Complete(Activity activity)
    {
    }

    /// <summary>Ends a span that its request leaves open: it is already taken off the trace.</summary>
    public virtual void Abandon(Activity activity, DateTime end)
    {
        if (activity.Duration == TimeSpan.Zero)
        {
            activity.SetEndTime(end);
        }

        Complete(activity);
        SpanEnd.Stop(activity, previous: null, Trace);
    }
}

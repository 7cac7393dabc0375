using System.Diagnostics;
using TracedLlm.Facts;

namespace TracedLlm.Tree;

/// <summary>
/// What is known of a span besides its activity: the request that it belongs to, and what its role makes of the events of its
/// life. A caller never asks for the type of an owner: it tells the owner what happened, and the owner of another role does nothing.
/// </summary>
internal abstract class SpanOwner
{
    /// <summary>The request; <see langword="null"/> outside of a traced one.</summary>
    public abstract ITracedRequest? Request { get; }

    /// <summary>What the span stands for.</summary>
    public abstract SpanRole Role { get; }

    /// <summary>Whether the span is that of a call to a provider.</summary>
    public bool IsCall => Role is SpanRole.Attempt or SpanRole.GuardrailCall;

    /// <summary>Whether the provider has answered with an error, be it in the middle of its stream.</summary>
    public virtual bool HasFailed => false;

    /// <summary>Whether the result of the method matters to the request where no span is recorded.</summary>
    public virtual bool ActsWithoutActivity => false;

    /// <summary>Whether the owner counts the work that its method returns (<see cref="OnReturned(Task)"/>).</summary>
    public virtual bool CountsWork => false;

    /// <summary>Whether the span stops being the current one when its method returns.</summary>
    public virtual bool RestoresCurrent => true;

    /// <summary>Whether the bytes of the provider's response are read for this span.</summary>
    public virtual bool ReadsResponse => false;

    /// <summary>The span is about to start.</summary>
    /// <param name="tags">The attributes that it starts with, to which the owner adds.</param>
    /// <returns>The links that it starts with; <see langword="null"/> for no links.</returns>
    public virtual ActivityLink[]? OnStarting(CreationTags tags) => null;

    /// <summary>The span has started; no other thread can have ended it yet.</summary>
    public virtual void OnStarted(Activity activity)
    {
    }

    /// <summary>An exception leaves the method.</summary>
    /// <param name="activity">The span, which has not ended; <see langword="null"/> where no span is recorded.</param>
    /// <param name="exception">The exception.</param>
    public virtual void OnException(Activity? activity, Exception exception)
    {
        if (activity is null)
        {
            return;
        }

        if (Request?.IsCancelledBy(exception) == true)
        {
            if (!Request.IsCallerServed)
            {
                activity.SetTag(LibraryAttributes.Outcome, Outcomes.Cancelled);
            }

            return;
        }

        SpanErrors.Record(activity, exception, Request, withStackTrace: Request is null);
    }

    /// <summary>The method has returned work where no span is recorded.</summary>
    public virtual void OnReturned(Task work)
    {
    }

    /// <summary>The method has returned a response, or another result (<see langword="null"/>), where no span is recorded.</summary>
    public virtual void OnReturned(HttpResponseMessage? response)
    {
    }

    /// <summary>A guardrail has decided.</summary>
    /// <param name="activity">The span, which has not ended; <see langword="null"/> where no span is recorded.</param>
    /// <param name="outcome">The decision.</param>
    public virtual void SetOutcome(Activity? activity, GuardrailOutcome outcome)
    {
    }

    /// <summary>Takes over the request that a client sends while the call is open; <see langword="true"/> for the first request.</summary>
    public virtual bool TryAdopt() => false;

    /// <summary>A client that traces its calls is given the request.</summary>
    public virtual void OnSending(HttpRequestMessage message)
    {
    }

    /// <summary>The request is about to leave for the provider.</summary>
    public virtual void OnRequest(HttpRequestMessage message)
    {
    }

    /// <summary>The request that the call took over has failed, which the method may hide.</summary>
    public virtual void OnSendFailed(Exception exception)
    {
    }

    /// <summary>The provider has answered; its content is not read yet.</summary>
    public virtual void OnResponse(Activity activity, HttpResponseMessage response)
    {
    }

    /// <summary>The first item of a sequence has come.</summary>
    public virtual void OnFirstItem(Activity activity) =>
        activity.SetTag(LibraryAttributes.TimeToFirstItem, (DateTime.UtcNow - activity.StartTimeUtc).TotalSeconds);

    /// <summary>The next bytes of the response.</summary>
    public virtual void OnBytes(Activity activity, ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>The provider has sent the whole response.</summary>
    public virtual void OnLastByte()
    {
    }

    /// <summary>The owner of a further span of the same method, when a sequence is enumerated again.</summary>
    public virtual SpanOwner ForNextSpan() => this;

    /// <summary>The parent of such a further span in its request, where the activity is <paramref name="current"/>.</summary>
    public virtual Activity? FindParent(Activity? current) => Request?.OpenRequestSpan();

    /// <summary>Ends the span, once.</summary>
    public virtual void End(Activity activity, Activity? previous)
    {
        // A stream that is disposed may race with the end of its request: the one that takes the span off the trace ends it.
        if (Request?.TryRemoveSpan(activity) ?? !activity.IsStopped)
        {
            Complete(activity);
            SpanEnd.Stop(activity, previous, Request);
        }
    }

    /// <summary>Ends a span that its request leaves open: it is already taken off the trace.</summary>
    public virtual void Abandon(Activity activity, DateTime end)
    {
        if (activity.Duration == TimeSpan.Zero)
        {
            activity.SetEndTime(end);
        }

        Complete(activity);
        SpanEnd.Stop(activity, previous: null, Request);
    }

    /// <summary>Sets what is only known at the end. Called once, before the activity stops.</summary>
    protected virtual void Complete(Activity activity)
    {
    }
}

using System.Diagnostics;
using System.Net.WebSockets;
using TracedLlm.Facts;

namespace TracedLlm.Tree;

/// <summary>
/// The part of a span besides its activity: the request of the span, and the handling of the span's events according to its role.
/// A caller never checks the type of an owner. The caller reports an event, and an owner for which the event has no meaning does
/// nothing.
/// </summary>
internal abstract class SpanOwner
{
    /// <summary>The request; <see langword="null"/> outside a traced request.</summary>
    public abstract ITracedRequest? Request { get; }

    /// <summary>The role of the span.</summary>
    public abstract SpanRole Role { get; }

    /// <summary>Whether the span is a call to a provider.</summary>
    public bool IsCall => Role is SpanRole.Attempt or SpanRole.GuardrailCall;

    /// <summary>Whether the provider has answered with an error, also in the middle of its stream.</summary>
    public virtual bool HasFailed => false;

    /// <summary>Whether the request needs the result of the method even if no span is recorded.</summary>
    public virtual bool ActsWithoutActivity => false;

    /// <summary>Whether the owner counts the work that its method returns (<see cref="OnReturned(Task)"/>).</summary>
    public virtual bool CountsWork => false;

    /// <summary>Whether the activity that was current before becomes current again when the method of the span returns.</summary>
    public virtual bool RestoresCurrent => true;

    /// <summary>Whether this span reads the bytes of the provider's response.</summary>
    public virtual bool ReadsResponse => false;

    /// <summary>The span is about to start.</summary>
    /// <param name="tags">The attributes at the start; the owner can add attributes.</param>
    /// <returns>The links at the start; <see langword="null"/> for no links.</returns>
    public virtual ActivityLink[]? OnStarting(CreationTags tags) => null;

    /// <summary>The span has started. No other thread can end it before this call.</summary>
    public virtual void OnStarted(Activity activity)
    {
    }

    /// <summary>An exception leaves the method.</summary>
    /// <param name="activity">The span, which has not ended; <see langword="null"/> if no span is recorded.</param>
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

        Request?.NoteStage(exception);
        SpanErrors.Record(activity, exception, Request, withStackTrace: Request is null);
    }

    /// <summary>The method has returned a task, and no span is recorded.</summary>
    public virtual void OnReturned(Task task)
    {
    }

    /// <summary>The method has returned a sequence, and no span is recorded. Its result is not known.</summary>
    public virtual void OnReturnedSequence()
    {
    }

    /// <summary>The method has returned a response, or <see langword="null"/> for another result, and no span is recorded.</summary>
    public virtual void OnReturned(HttpResponseMessage? response)
    {
    }

    /// <summary>The method sets an attribute, and no span is recorded.</summary>
    public virtual void SetUnrecordedTag(string name, object value)
    {
    }

    /// <summary>A guardrail has decided.</summary>
    /// <param name="activity">The span, which has not ended; <see langword="null"/> if no span is recorded.</param>
    /// <param name="outcome">The decision.</param>
    public virtual void SetOutcome(Activity? activity, GuardrailOutcome outcome)
    {
    }

    /// <summary>The call inside this call that is the same attempt; <see langword="null"/> if there is none.</summary>
    public virtual SpanOwner? Inner => null;

    /// <summary>
    /// Assigns to this call a call inside it: the HTTP request that a client sends while the call is open, or another traced
    /// method. It returns <see langword="true"/> for the first one only.
    /// </summary>
    /// <param name="inner">The inner call.</param>
    public virtual bool TryAdopt(SpanOwner inner) => false;

    /// <summary>
    /// The span of the last further call inside this call, if this call has ended while its method runs on; <see langword="null"/>
    /// if there is none. The attributes that the method sets then belong to that span.
    /// </summary>
    public virtual Activity? FindFollower() => null;

    /// <summary>A further call inside this call has started, with a span of its own.</summary>
    public virtual void OnFollowed(OpenCall follower)
    {
    }

    /// <summary>
    /// Whether this call holds the span of a further call inside it, which has its end, until the method of this call returns.
    /// </summary>
    public virtual bool TryHoldFollower(OpenCall follower) => false;

    /// <summary>The method of the span, or a step of its sequence, begins to run.</summary>
    public virtual void Enter()
    {
    }

    /// <summary>The method of the span returns to its caller, or a step of its sequence does.</summary>
    public virtual void Leave()
    {
    }

    /// <summary>A client that traces its calls received the HTTP request.</summary>
    public virtual void OnSending(HttpRequestMessage message)
    {
    }

    /// <summary>The HTTP request is about to be sent to the provider.</summary>
    public virtual void OnRequest(Activity activity, HttpRequestMessage message)
    {
    }

    /// <summary>The HTTP request that was assigned to the call has failed. The method of the call may hide this failure.</summary>
    public virtual void OnSendFailed(Exception exception)
    {
    }

    /// <summary>The call that was assigned to this call has its result.</summary>
    public virtual void OnAnswered()
    {
    }

    /// <summary>The provider has answered; the content is not read yet.</summary>
    public virtual void OnResponse(Activity activity, HttpResponseMessage response)
    {
    }

    /// <summary>The provider has closed the session of the call.</summary>
    /// <param name="status">The close status; <see langword="null"/> if there is none.</param>
    /// <param name="reason">The reason in the close message; <see langword="null"/> if there is none.</param>
    public virtual void OnSessionClosed(WebSocketCloseStatus? status, string? reason)
    {
    }

    /// <summary>The first item of a sequence has arrived.</summary>
    public virtual void OnFirstItem(Activity activity) =>
        activity.SetTag(LibraryAttributes.TimeToFirstItem, (DateTime.UtcNow - activity.StartTimeUtc).TotalSeconds);

    /// <summary>Bytes of the response have been read.</summary>
    public virtual void OnBytes(Activity activity, ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>The provider has sent the whole response.</summary>
    public virtual void OnLastByte()
    {
    }

    /// <summary>Returns the owner of a further span of the same method, when a sequence is enumerated again.</summary>
    public virtual SpanOwner ForNextSpan() => this;

    /// <summary>
    /// Returns the parent of such a further span in its request, if the current activity is <paramref name="current"/>.
    /// </summary>
    public virtual Activity? FindParent(Activity? current) => Request?.OpenRequestSpan();

    /// <summary>Ends the span, once.</summary>
    public virtual void End(Activity activity, Activity? previous)
    {
        // The disposal of a stream can run at the same time as the end of its request. The thread that removes the span from the
        // trace ends the span.
        if (!(Request?.TryRemoveSpan(activity) ?? !activity.IsStopped))
        {
            return;
        }

        try
        {
            Complete(activity);
            if (TryHold(activity))
            {
                SpanEnd.RestoreCurrent(activity, previous);
            }
            else
            {
                SpanEnd.Stop(activity, previous, Request);
            }
        }
        finally
        {
            Request?.OnSpanStopped();
        }
    }

    /// <summary>
    /// Sets the attributes of the end of a span whose method still runs. The span has its end, and the method stops it.
    /// </summary>
    public virtual void EndEarly(Activity activity) => Complete(activity);

    /// <summary>Ends a span that is still open when its request ends. The request has removed the span from its trace.</summary>
    public virtual void Abandon(Activity activity, DateTime end)
    {
        if (activity.Duration == TimeSpan.Zero)
        {
            activity.SetEndTime(end);
        }

        Complete(activity);
        if (!TryHold(activity))
        {
            SpanEnd.Stop(activity, previous: null, Request);
        }
    }

    /// <summary>
    /// Whether the request holds the span until its content is final. The span has its end then, and the request stops it.
    /// </summary>
    protected virtual bool TryHold(Activity activity) => false;

    /// <summary>Sets the attributes that are known only at the end. Called once, before the activity stops.</summary>
    protected virtual void Complete(Activity activity)
    {
    }
}

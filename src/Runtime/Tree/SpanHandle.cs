using System.Diagnostics;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>A span from its start to its end. The default value records nothing.</summary>
/// <param name="activity">The activity; <see langword="null"/> if nothing is recorded.</param>
/// <param name="previous">The activity that was current before the start.</param>
/// <param name="owner">The owner; <see langword="null"/> for the default value only.</param>
internal readonly struct SpanHandle(Activity? activity, Activity? previous, SpanOwner? owner)
{
    public Activity? Activity { get; } = activity;

    public SpanOwner? Owner { get; } = owner;

    /// <summary>The request; <see langword="null"/> outside a traced request.</summary>
    public ITracedRequest? Request => Owner?.Request;

    public void SetTag(string name, object? value)
    {
        if (value is null)
        {
            return;
        }

        if (Activity is not { } open)
        {
            Owner?.SetUnrecordedTag(name, value);
        }
        else if (open.Duration == TimeSpan.Zero)
        {
            AttributeSecrets.Set(open, name, value);
        }
        else if (Owner?.FindFollower() is { IsStopped: false } follower)
        {
            // A failed attempt has its end while its method runs on; the rest is about the attempt that followed inside the method.
            AttributeSecrets.Set(follower, name, value);
        }
    }

    /// <summary>Records an exception that leaves the method; always <see langword="false"/>, so that it can be an exception filter.</summary>
    public bool RecordException(Exception exception)
    {
        if (Activity is not { IsStopped: true })
        {
            Owner?.OnException(Activity, exception);
        }

        return false;
    }

    /// <summary>
    /// Ends the span, once. If the span is still current, the activity that was current before the start becomes current again.
    /// </summary>
    public void End()
    {
        if (Activity is null)
        {
            Owner?.OnReturned(Task.CompletedTask);
        }
        else
        {
            Owner?.End(Activity, previous);
        }
    }

    /// <summary>Ends an <c>auth</c> stage that has not identified the caller, so that another stage can.</summary>
    public void EndInconclusive()
    {
        if (Activity is not null && Request?.TryRemoveSpan(Activity) == true)
        {
            Request.NoteAuthentication(succeeded: null);
            SpanEnd.Stop(Activity, previous, Request, isInconclusive: true);
            Request.OnSpanStopped();
        }
    }

    /// <summary>Makes the span current: its method, or a step of its sequence, begins to run.</summary>
    public void Enter()
    {
        Activity.Current = Activity;
        Owner?.Enter();
    }

    /// <summary>Makes the activity current that was current before the start, without an end of the span.</summary>
    public void RestoreCurrent()
    {
        Owner?.Leave();
        if (Activity is not null && Owner is { RestoresCurrent: true } && Activity.Current != previous)
        {
            Activity.Current = previous;
        }
    }

    public void OnFirstItem() => Owner?.OnFirstItem(Activity!);

    public void OnBytes(ReadOnlySpan<byte> bytes) => Owner?.OnBytes(Activity!, bytes);

    public void OnLastByte() => Owner?.OnLastByte();
}

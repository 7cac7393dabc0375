using System.Diagnostics;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Authentication;

/// <summary>One run of an authentication handler, or of another stage, before the trace of its request.</summary>
/// <param name="Start">The time of its start, UTC.</param>
/// <param name="End">The time of its end, UTC.</param>
/// <param name="Failure">The exception of its failure; <see langword="null"/> if it did not fail.</param>
/// <param name="IsNone">Whether the request has no credentials of its scheme.</param>
internal readonly record struct AuthenticationRun(DateTime Start, DateTime End, Exception? Failure, bool IsNone = false)
{
    /// <summary>Writes the span of the run, with its original times.</summary>
    /// <param name="trace">The request.</param>
    /// <param name="root">Its root.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="own">Attributes of the span.</param>
    public void Write(RequestState trace, Activity root, LlmStage stage, ReadOnlySpan<KeyValuePair<string, object?>> own = default)
    {
        var current = Activity.Current;
        var tags = CreationTags.Rent();
        tags.Add(own);
        tags.AddClean(trace.EverySpan.Tags);
        trace.Enrich(tags, LlmSpanKind.Stage, trace.Naming.Stage(stage));
        var activity = SpanStart.StartActivity(
            current,
            root.Context,
            trace.Naming.Stage(stage),
            ActivityKind.Internal,
            tags,
            new DateTimeOffset(NotBefore(root.StartTimeUtc, Start)));
        Activity.Current = current;
        if (activity is null)
        {
            return;
        }

        if (Failure is not null)
        {
            trace.NoteStage(Failure);
            SpanErrors.Record(activity, Failure, trace, withStackTrace: false);
        }

        if (stage == LlmStage.Auth)
        {
            trace.NoteAuthentication(IsNone ? null : Failure is null);
        }

        activity.SetEndTime(NotBefore(activity.StartTimeUtc, End));
        SpanEnd.Stop(activity, previous: null, trace, isInconclusive: IsNone);
    }

    // A root whose parent is a middleware's activity starts not before that activity, so it can start after this run.
    private static DateTime NotBefore(DateTime bound, DateTime time) => time < bound ? bound : time;
}

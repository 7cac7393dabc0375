using System.Diagnostics;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Authentication;

/// <summary>
/// What happened to a request before its trace could open: when it arrived, and the authentication that <c>WebApplication</c>
/// puts in front of all middleware of the application.
/// </summary>
internal sealed class Arrival
{
    // Most requests have at most one scheme, and every request pays for an arrival.
    private List<AuthenticationRun>? _runs;
    private List<string>? _schemes;

    /// <summary>When the request arrived, UTC.</summary>
    public DateTime Time { get; } = DateTime.UtcNow;

    /// <summary>Whether <paramref name="scheme"/> runs for the first time: a handler answers again from memory.</summary>
    public bool IsFirst(string? scheme)
    {
        var name = scheme ?? "";
        if (_schemes?.Contains(name) == true)
        {
            return false;
        }

        (_schemes ??= []).Add(name);
        return true;
    }

    public void Add(AuthenticationRun run) => (_runs ??= []).Add(run);

    /// <summary>Writes the authentication that ran before as spans with the times they had.</summary>
    public void WriteAuthentication(RequestState trace)
    {
        if (_runs is null || trace is not { IsRecording: true, Root: { } root })
        {
            return;
        }

        foreach (var run in _runs)
        {
            var current = Activity.Current;
            var tags = CreationTags.Rent();
            tags.Add(trace.EverySpan.Tags);
            var activity = SpanStart.StartActivity(
                current,
                root.Context,
                trace.Naming.Stage(LlmStage.Auth),
                ActivityKind.Internal,
                tags,
                new DateTimeOffset(NotBefore(root.StartTimeUtc, run.Start)));
            Activity.Current = current;
            if (activity is null)
            {
                continue;
            }

            if (run.Failure is not null)
            {
                SpanErrors.Record(activity, run.Failure, trace, withStackTrace: false);
            }

            activity.SetEndTime(NotBefore(activity.StartTimeUtc, run.End));
            SpanEnd.Stop(activity, previous: null, trace, isInconclusive: run.IsNone);
        }

        _runs = null;
    }

    // A root that hangs from a middleware's activity starts with it, which may be after this authentication.
    private static DateTime NotBefore(DateTime bound, DateTime time) => time < bound ? bound : time;
}

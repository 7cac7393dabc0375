using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Endpoints;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Authentication;

/// <summary>
/// The facts about a request from before its trace: its arrival time, and the authentication that <c>WebApplication</c> runs
/// before all middleware of the application.
/// </summary>
/// <param name="context">The request.</param>
internal sealed class Arrival(HttpContext context) : ArrivedRequest
{
    // Null after the end of the request: the server gives the context to another request then.
    private volatile HttpContext? _context = context;

    // Both lists are created at the first use: every request creates an Arrival, and most requests have at most one scheme.
    private List<AuthenticationRun>? _runs;
    private List<string>? _schemes;

    /// <inheritdoc/>
    public override bool IsUntraced => _context is { } request && LlmRoute.Find(request, request.GetEndpoint()) is null;

    /// <summary>When the request arrived, UTC.</summary>
    public DateTime Time { get; } = DateTime.UtcNow;

    /// <summary>
    /// Whether <paramref name="scheme"/> runs for the first time. A handler caches its first result and returns it to later
    /// calls.
    /// </summary>
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

    /// <summary>The request has ended. Work that it left behind belongs to no request.</summary>
    public void End() => _context = null;

    public void Add(AuthenticationRun run) => (_runs ??= []).Add(run);

    /// <summary>Writes a span for each authentication that ran before the trace, with its original times.</summary>
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
                trace.NoteStage(run.Failure);
                SpanErrors.Record(activity, run.Failure, trace, withStackTrace: false);
            }

            activity.SetEndTime(NotBefore(activity.StartTimeUtc, run.End));
            SpanEnd.Stop(activity, previous: null, trace, isInconclusive: run.IsNone);
        }

        _runs = null;
    }

    // A root whose parent is a middleware's activity starts not before that activity, so it can start after this authentication.
    private static DateTime NotBefore(DateTime bound, DateTime time) => time < bound ? bound : time;
}

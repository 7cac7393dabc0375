using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>Starts spans: in a request, outside a request, and stages.</summary>
internal static class SpanStart
{
    /// <summary>
    /// Whether a span of <paramref name="request"/> would be recorded; <see langword="null"/> for a span outside a traced
    /// request.
    /// </summary>
    public static bool IsRecorded(ITracedRequest? request) =>
        LlmSource.Instance.HasListeners() && (request is null || request.IsRecording);

    /// <summary>
    /// Starts a stage that every LLM request has. In an HTTP request whose route is not traced, for example by a middleware of all
    /// routes, it starts no trace of its own. If the route is not known yet, the stage waits until it is.
    /// </summary>
    public static SpanHandle StartRequestStage(ITracedRequest? request, LlmStage stage, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (request is not null || ArrivedRequest.Current is not { } arrived || AmbientParent.ExportedOrNull(Activity.Current) is not null)
        {
            return StartStage(request, name, tags);
        }

        return arrived.IsUntraced ? default
            : arrived.HoldStage(stage, tags) is { } held ? new SpanHandle(activity: null, previous: null, held)
            : StartStage(request, name, tags);
    }

    /// <summary>Starts a stage under the enclosing span, or under the root if there is no enclosing span.</summary>
    public static SpanHandle StartStage(ITracedRequest? request, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!IsRecorded(request))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        var current = Activity.Current;
        return request is null
            ? StartOutsideRequest(current, name, ActivityKind.Internal, creation, OutsideStageSpans.Instance)
            : StartInRequest(request, current, request.FindEnclosingSpan(current), name, ActivityKind.Internal, creation, request.Stages);
    }

    /// <summary>Starts a further span with the kind and name of <paramref name="first"/>.</summary>
    public static SpanHandle Restart(SpanHandle first, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var request = first.Request;
        var activity = first.Activity!;
        if (!IsRecorded(request))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        var owner = first.Owner!.ForNextSpan();
        foreach (var (name, value) in tags)
        {
            // The new span has its own values of two groups of attributes: the attributes of every span, and an attempt's number
            // and kind.
            if (name is not (LibraryAttributes.AttemptIndex or LiteLlm.AttemptKind) && request?.EverySpan.Has(name) != true)
            {
                creation.Add(name, value);
            }
        }

        var links = owner.OnStarting(creation);
        var current = Activity.Current;
        return request is null
            ? StartOutsideRequest(current, activity.OperationName, activity.Kind, creation, owner)
            : StartInRequest(request, current, owner.FindParent(current), activity.OperationName, activity.Kind, creation, owner, links);
    }

    /// <summary>
    /// Starts an activity under <paramref name="parent"/>, independent of the current activity. An exception of a listener is
    /// counted and does not reach the caller.
    /// </summary>
    /// <param name="current">The value of <see cref="Activity.Current"/>. It is a parameter because a read is expensive and the callers have read it.</param>
    /// <param name="parent">The parent. The default value starts a root; a trace id without a span id starts a root in that trace.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="kind">The span's kind.</param>
    /// <param name="tags">Its attributes. This method returns them to the pool.</param>
    /// <param name="start">The time of its start; by default now.</param>
    /// <param name="links">Its links.</param>
    /// <param name="source">The source of the span; by default <see cref="LlmSource.Instance"/>.</param>
    public static Activity? StartActivity(
        Activity? current,
        ActivityContext parent,
        string name,
        ActivityKind kind,
        CreationTags tags,
        DateTimeOffset start = default,
        IEnumerable<ActivityLink>? links = null,
        ActivitySource? source = null)
    {
        try
        {
            if (current is not null && parent.SpanId == default)
            {
                // Without a parent span id StartActivity would use the ambient activity as the parent, even if a trace id is given.
                Activity.Current = null;
            }

            var activity = (source ?? LlmSource.Instance).StartActivity(kind, parent, tags, links, start, RecurringTexts.RemoveForms(name));
            if (activity is null && Activity.Current != current)
            {
                Activity.Current = current;
            }
            else if (activity is { Recorded: true } && parent is { IsRemote: false, SpanId: var span } && span != default && (parent.TraceFlags & ActivityTraceFlags.Recorded) == 0)
            {
                // A request that is recorded for a request log alone: a sampler that does not follow parents would have this span
                // exported, and its parent not.
                activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
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

    /// <summary>Starts a span in its request and adds it to the open spans.</summary>
    public static SpanHandle StartInRequest(
        ITracedRequest request,
        Activity? previous,
        Activity? parent,
        string name,
        ActivityKind kind,
        CreationTags tags,
        SpanOwner owner,
        ActivityLink[]? links = null)
    {
        var late = request.IsCompleted;
        if (late)
        {
            tags.Add(LibraryAttributes.Late, true);
        }

        var everySpan = request.EverySpan;
        tags.AddClean(everySpan.Tags);
        request.Enrich(tags, FindKind(owner.Role), name);
        var activity = StartActivity(previous, parent?.Context ?? request.Context, name, kind, tags, links: links);
        if (activity is null)
        {
            return default;
        }

        owner.OnStarted(activity);
        if (!request.AddSpan(new OpenSpan(activity, previous, owner, parent)))
        {
            TraceCounters.SpanLate();
            if (!late)
            {
                // The request ended after IsCompleted was read above.
                activity.SetTag(LibraryAttributes.Late, true);
            }
        }

        if (request.EverySpan != everySpan)
        {
            // Another thread added an attribute of every span while this span started.
            request.EverySpan.WriteTo(activity);
        }

        return new SpanHandle(activity, previous, owner);
    }

    private static LlmSpanKind FindKind(SpanRole role) => role switch
    {
        SpanRole.Guardrail => LlmSpanKind.Guardrail,
        SpanRole.Attempt => LlmSpanKind.Attempt,
        SpanRole.GuardrailCall => LlmSpanKind.GuardrailCall,
        _ => LlmSpanKind.Stage,
    };

    /// <summary>Starts a span outside a traced request: under the ambient activity if that is exported, otherwise as a root.</summary>
    public static SpanHandle StartOutsideRequest(Activity? previous, string name, ActivityKind kind, CreationTags tags, SpanOwner owner)
    {
        TraceCounters.SpanOutsideRequest();
        var parent = AmbientParent.ExportedOrNull(previous);
        var activity = StartActivity(previous, parent?.Context ?? default, name, kind, tags, source: LlmSource.OutsideRequests);
        if (activity is null)
        {
            return default;
        }

        OpenCall.Mark(activity, owner, previous);
        return new SpanHandle(activity, previous, owner);
    }
}

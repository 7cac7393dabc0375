using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>Starts spans: in a request, outside of one, and the stages.</summary>
internal static class SpanStart
{
    /// <summary>Whether a span of <paramref name="request"/>, or one outside of a traced request, would be recorded.</summary>
    public static bool IsRecorded(ITracedRequest? request) =>
        LlmSource.Instance.HasListeners() && (request is null || request.IsRecording);

    /// <summary>Starts a stage under the span that encloses it, else under the root.</summary>
    public static SpanHandle Stage(ITracedRequest? request, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!IsRecorded(request))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        var current = Activity.Current;
        return request is null
            ? OutsideRequest(current, name, ActivityKind.Internal, creation, OutsideStages.Instance)
            : InRequest(request, current, request.EnclosingSpan(current), name, ActivityKind.Internal, creation, request.Stages);
    }

    /// <summary>Starts a span of the kind and name of <paramref name="first"/>.</summary>
    public static SpanHandle Again(SpanHandle first, ReadOnlySpan<KeyValuePair<string, object?>> tags)
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
            // The attributes of every span, and an attempt's number and kind, are added anew.
            if (name is not (LiteLlm.AttemptIndex or LiteLlm.AttemptKind) && request?.EverySpan.Has(name) != true)
            {
                creation.Add(name, value);
            }
        }

        var links = owner.OnStarting(creation);
        var current = Activity.Current;
        return request is null
            ? OutsideRequest(current, activity.OperationName, activity.Kind, creation, owner)
            : InRequest(request, current, owner.FindParent(current), activity.OperationName, activity.Kind, creation, owner, links);
    }

    /// <summary>
    /// Starts an activity under <paramref name="parent"/>, whatever is current. A listener's exception is kept from the caller.
    /// </summary>
    /// <param name="current">What is <see cref="Activity.Current"/>: reading it costs, and the callers need it too.</param>
    /// <param name="parent">The parent; the default value starts a root, a trace without a span a root in that request.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="kind">The span's kind.</param>
    /// <param name="tags">Its attributes, which are returned.</param>
    /// <param name="start">When it started; by default now.</param>
    /// <param name="links">Its links.</param>
    /// <param name="source">The source of the span; by default <see cref="LlmSource.Instance"/>.</param>
    public static Activity? Under(
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
                // Without a parent span the ambient activity would become one, whatever trace is named.
                Activity.Current = null;
            }

            var activity = (source ?? LlmSource.Instance).StartActivity(kind, parent, tags, links, start, name);
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

    /// <summary>Starts a span in its request and keeps it there until it ends.</summary>
    public static SpanHandle InRequest(
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
            tags.Add(LiteLlm.Late, true);
        }

        var everySpan = request.EverySpan;
        tags.Add(everySpan.Tags);
        var activity = Under(previous, parent?.Context ?? request.Context, name, kind, tags, links: links);
        if (activity is null)
        {
            return default;
        }

        owner.OnStarted(activity);
        if (!request.Hold(new OpenSpan(activity, previous, owner, parent)))
        {
            TraceCounters.SpanLate();
            if (!late)
            {
                // The request ended between the choice of the parent and the start.
                activity.SetTag(LiteLlm.Late, true);
            }
        }

        if (request.EverySpan != everySpan)
        {
            // The request got another such attribute while this span started.
            request.EverySpan.SetOn(activity);
        }

        return new SpanHandle(activity, previous, owner);
    }

    /// <summary>Starts a span that belongs to no traced request: under the ambient activity, if that is exported.</summary>
    public static SpanHandle OutsideRequest(Activity? previous, string name, ActivityKind kind, CreationTags tags, SpanOwner owner)
    {
        TraceCounters.SpanOutsideRequest();
        var parent = AmbientParent.ExportedOrNull(previous);
        var activity = Under(previous, parent?.Context ?? default, name, kind, tags, source: LlmSource.OutsideRequests);
        if (activity is null)
        {
            return default;
        }

        OpenCall.Mark(activity, owner, previous);
        return new SpanHandle(activity, previous, owner);
    }
}

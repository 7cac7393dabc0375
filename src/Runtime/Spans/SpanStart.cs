using System.Diagnostics;

namespace TracedLlm;

/// <summary>Starts each kind of span under the parent that its kind has.</summary>
internal static class SpanStart
{
    public static LlmSpan Stage(LlmTrace? trace, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!Records(trace))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        return trace is null
            ? Outside(name, ActivityKind.Internal, creation, owner: null)
            : Inside(trace, trace.EnclosingSpan(), name, ActivityKind.Internal, creation, trace.Stages);
    }

    public static LlmSpan Guardrail(
        LlmTrace? trace,
        string? name,
        GuardrailMode mode,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        Type[]? blocks)
    {
        if (!Records(trace))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        creation.Add(LiteLlm.GuardrailName, name);
        creation.Add(LiteLlm.GuardrailMode, GuardrailNames.Of(mode));
        creation.Add(tags);
        var owner = new GuardrailSpan(trace, mode, blocks);
        var spanName = SpanNaming.Of(trace).Guardrail(name);
        return trace is null
            ? Outside(spanName, ActivityKind.Internal, creation, owner)
            : Inside(trace, trace.Request.Open(), spanName, ActivityKind.Internal, creation, owner);
    }

    public static LlmSpan Call(
        LlmTrace? trace,
        string? model,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        string? operation)
    {
        if (!Records(trace))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        var owner = new CallSpan(trace);
        if (trace is null)
        {
            return Outside(SpanNaming.Call(operation, model), ActivityKind.Client, creation, owner);
        }

        // A guardrail that asks a model makes a call of its own, which is no attempt at the request.
        var guardrail = trace.EnclosingGuardrail();
        if (guardrail is null)
        {
            trace.Attempts.Describe(creation);
        }
        else
        {
            owner = new CallSpan(trace, isAttempt: false);
        }

        var name = SpanNaming.Call(operation ?? trace.Route.Facts.Operation, model ?? trace.Request.Model);
        return Inside(trace, guardrail ?? trace.Request.Open(), name, ActivityKind.Client, creation, owner);
    }

    /// <summary>Starts a span of the kind and name of <paramref name="first"/>.</summary>
    public static LlmSpan Again(LlmSpan first, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var trace = first.Trace;
        var activity = first.Activity!;
        if (!Records(trace))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        var owner = first.Owner?.Again();
        foreach (var (name, value) in tags)
        {
            if (name is not (LiteLlm.AttemptIndex or LiteLlm.AttemptKind))
            {
                creation.Add(name, value);
            }
        }

        if (owner is CallSpan { IsAttempt: true })
        {
            trace?.Attempts.Describe(creation);
        }

        return trace is null
            ? Outside(activity.OperationName, activity.Kind, creation, owner)
            : Inside(trace, owner is StageSpans ? trace.EnclosingSpan() : trace.Request.Open(), activity.OperationName, activity.Kind, creation, owner!);
    }

    /// <summary>Starts an activity under <paramref name="parent"/>, whatever is current. A listener's exception is kept from the caller.</summary>
    public static Activity? Under(
        ActivityContext parent,
        string name,
        ActivityKind kind,
        CreationTags tags,
        DateTimeOffset start = default,
        IEnumerable<ActivityLink>? links = null)
    {
        var previous = Activity.Current;
        try
        {
            if (parent == default && previous is not null)
            {
                // Without a parent the ambient activity would become one.
                Activity.Current = null;
            }

            var activity = LlmSource.Instance.StartActivity(kind, parent, tags, links, start, name);
            if (activity is null)
            {
                Activity.Current = previous;
            }

            return activity;
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
            Activity.Current = previous;
            return null;
        }
        finally
        {
            tags.Return();
        }
    }

    private static bool Records(LlmTrace? trace) =>
        LlmSource.Instance.HasListeners() && (trace is null || trace.IsRecording);

    private static LlmSpan Inside(
        LlmTrace trace,
        Activity? parent,
        string name,
        ActivityKind kind,
        CreationTags tags,
        SpanOwner owner)
    {
        var late = trace.IsCompleted;
        if (late)
        {
            tags.Add(LiteLlm.Late, true);
        }

        var previous = Activity.Current;
        var activity = Under(parent?.Context ?? trace.Context, name, kind, tags);
        if (activity is null)
        {
            return default;
        }

        if (!trace.Hold(activity, previous, owner))
        {
            TraceCounters.SpanLate();
            if (!late)
            {
                // The request ended between the choice of the parent and the start.
                activity.SetTag(LiteLlm.Late, true);
            }
        }

        return new LlmSpan(activity, previous, owner);
    }

    private static LlmSpan Outside(string name, ActivityKind kind, CreationTags tags, SpanOwner? owner)
    {
        TraceCounters.SpanOutsideRequest();
        var previous = Activity.Current;
        var parent = AmbientParent.Of(previous);
        var activity = Under(parent?.Context ?? default, name, kind, tags);
        return activity is null ? default : new LlmSpan(activity, previous, owner);
    }
}

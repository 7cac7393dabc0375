using System.Diagnostics;

namespace TracedLlm;

/// <summary>Starts each kind of span under the parent that its kind has.</summary>
internal static class SpanStart
{
    public static LlmSpan Stage(RequestState? trace, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!Records(trace))
        {
            return default;
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        var current = Activity.Current;
        return trace is null
            ? Outside(current, name, ActivityKind.Internal, creation, OutsideStages.Instance)
            : Inside(trace, current, trace.EnclosingSpan(current), name, ActivityKind.Internal, creation, StageSpans.ForRequest(trace));
    }

    public static LlmSpan Guardrail(
        RequestState? trace,
        string? name,
        GuardrailMode mode,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        Type[]? blocks)
    {
        if (!Records(trace))
        {
            // What it decides is the request's, recorded or not.
            return trace is { IsCompleted: false } ? new LlmSpan(activity: null, previous: null, new GuardrailSpan(trace, mode, blocks)) : default;
        }

        var creation = CreationTags.Rent();
        creation.Add(LiteLlm.GuardrailName, name);
        creation.Add(LiteLlm.GuardrailMode, GuardrailNames.Of(mode));
        creation.Add(tags);
        var owner = new GuardrailSpan(trace, mode, blocks);
        var spanName = (trace?.Naming ?? SpanNaming.Default).Guardrail(name);
        var current = Activity.Current;
        return trace is null
            ? Outside(current, spanName, ActivityKind.Internal, creation, owner)
            : Inside(trace, current, trace.Request.Open(), spanName, ActivityKind.Internal, creation, owner);
    }

    public static LlmSpan Call(
        RequestState? trace,
        string? model,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        string? operation)
    {
        if (!Records(trace))
        {
            return Count(trace, TextOf(tags, LiteLlm.ModelGroup), TextOf(tags, LiteLlm.AttemptKind));
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        var current = Activity.Current;
        if (trace is null)
        {
            return Outside(current, SpanNaming.Call(operation, model), ActivityKind.Client, creation, new CallSpan(trace));
        }

        // A guardrail that asks a model makes a call of its own, which is no attempt at the request.
        var guardrail = trace.EnclosingGuardrail(current);
        var owner = new CallSpan(trace, isAttempt: guardrail is null);
        if (guardrail is null)
        {
            trace.EndFailedAttempts();
            trace.Request.ForgetFailedAttempt();
        }

        var failed = owner.OnStarting(creation);
        var name = SpanNaming.Call(operation ?? trace.Route.Facts.Operation, model ?? trace.Request.Model);
        return Inside(trace, current, guardrail ?? trace.Request.Open(), name, ActivityKind.Client, creation, owner, failed);
    }

    /// <summary>Counts a call that is not recorded, if it is one of a traced request's.</summary>
    /// <param name="trace">The request; <see langword="null"/> outside of one.</param>
    /// <param name="modelGroup">Its model group.</param>
    /// <param name="kind">Its kind, where the gateway states it.</param>
    /// <param name="isSent">Whether it is counted where its request is sent.</param>
    public static LlmSpan Count(RequestState? trace, string? modelGroup, string? kind, bool isSent = false) =>
        trace is null || Records(trace) ? default : Counted(trace.Attempts, modelGroup, kind, isSent);

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
        var owner = first.Owner!.Again();
        foreach (var (name, value) in tags)
        {
            // What every span carries, and an attempt's number, are added anew.
            if (name is not (LiteLlm.AttemptIndex or LiteLlm.AttemptKind) && trace?.EverySpan.Has(name) != true)
            {
                creation.Add(name, value);
            }
        }

        var links = owner.OnStarting(creation);
        var current = Activity.Current;
        return trace is null
            ? Outside(current, activity.OperationName, activity.Kind, creation, owner)
            : Inside(trace, current, owner.Role == SpanRole.Stage ? trace.EnclosingSpan(current) : trace.Request.Open(), activity.OperationName, activity.Kind, creation, owner, links);
    }

    private static LlmSpan Counted(AttemptLog attempts, string? modelGroup, string? kind, bool isSent)
    {
        attempts.Count(modelGroup, kind, isSent);
        return new LlmSpan(activity: null, previous: null, UnrecordedCalls.ForLog(attempts));
    }

    private static string? TextOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (ref readonly var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value as string;
            }
        }

        return null;
    }

    private static bool Records(RequestState? trace) =>
        LlmSource.Instance.HasListeners() && (trace is null || trace.IsRecording);

    private static LlmSpan Inside(
        RequestState trace,
        Activity? previous,
        Activity? parent,
        string name,
        ActivityKind kind,
        CreationTags tags,
        SpanOwner owner,
        ActivityLink[]? links = null)
    {
        var late = trace.IsCompleted;
        if (late)
        {
            tags.Add(LiteLlm.Late, true);
        }

        var everySpan = trace.EverySpan;
        tags.Add(everySpan.Tags);
        var activity = SpanActivity.Start(previous, parent?.Context ?? trace.Context, name, kind, tags, links: links);
        if (activity is null)
        {
            return default;
        }

        owner.OnStarted(activity);
        if (!trace.Hold(new OpenSpan(activity, previous, owner, parent)))
        {
            TraceCounters.SpanLate();
            if (!late)
            {
                // The request ended between the choice of the parent and the start.
                activity.SetTag(LiteLlm.Late, true);
            }
        }

        if (trace.EverySpan != everySpan)
        {
            // Something was learnt about the request while this span started.
            trace.EverySpan.SetOn(activity);
        }

        return new LlmSpan(activity, previous, owner);
    }

    private static LlmSpan Outside(Activity? previous, string name, ActivityKind kind, CreationTags tags, SpanOwner owner)
    {
        TraceCounters.SpanOutsideRequest();
        var parent = AmbientParent.Of(previous);
        var activity = SpanActivity.Start(previous, parent?.Context ?? default, name, kind, tags);
        if (activity is null)
        {
            return default;
        }

        OpenCall.Mark(activity, owner, previous);
        return new LlmSpan(activity, previous, owner);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using TracedLlm.Conventions;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>Starts the span of a call to a provider, or counts the call if no span is recorded.</summary>
internal static class CallStart
{
    /// <summary>
    /// Starts the span of a call under <c>litellm_request</c>, or under the guardrail that makes the call. The first call inside
    /// another call is the same attempt and has no span of its own.
    /// </summary>
    /// <param name="request">The request; <see langword="null"/> outside a traced request.</param>
    /// <param name="model">The model in the span's name; by default the model that the caller asked for.</param>
    /// <param name="tags">Attributes known at the start.</param>
    /// <param name="operation">The operation in the span's name; by default that of the route's API.</param>
    public static SpanHandle Start(
        IAttemptedRequest? request,
        string? model,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        string? operation)
    {
        if (!SpanStart.IsRecorded(request))
        {
            return Count(request, FindText(tags, LiteLlm.ModelGroup), FindText(tags, LiteLlm.AttemptKind));
        }

        var current = Activity.Current;
        var enclosing = OpenCall.FindEnclosing(current, request);
        if (enclosing is { } open && CallAdoption.TryAdopt(open, current, [.. tags]) is { } adopted)
        {
            adopted.Owner!.Enter();
            return adopted;
        }

        if (enclosing is { } outer)
        {
            var isModelTag = model is null || model == FindText(tags, LiteLlm.ProviderModel);
            var inherited = CallAdoption.Inherit(outer, tags);
            tags = CollectionsMarshal.AsSpan(inherited);
            model = (isModelTag ? FindText(tags, LiteLlm.ProviderModel) : null) ?? model;
        }

        var creation = CreationTags.Rent();
        creation.Add(tags);
        if (request is null)
        {
            return SpanStart.StartOutsideRequest(current, SpanNaming.Call(operation, model), ActivityKind.Client, creation, new CallSpan(request: null));
        }

        // A call by a guardrail is not an attempt at the request.
        var guardrail = request.FindEnclosingGuardrail(current);
        var call = new CallSpan(request, isAttempt: guardrail is null) { Model = string.IsNullOrEmpty(model) ? null : model, Enclosing = enclosing?.Call };
        if (call.IsAttempt)
        {
            request.EndFailedAttempts();
        }

        operation ??= request.Operation;
        if (call.IsAttempt)
        {
            // Tools look for calls of models by these two. Usage is on litellm_request alone, so that a call is not counted twice.
            AddIfAbsent(creation, GenAi.OperationName, operation);
            AddIfAbsent(creation, GenAi.RequestModel, model ?? request.Model);
        }

        var failed = call.OnStarting(creation);
        var name = SpanNaming.Call(operation, model ?? request.Model);
        var span = SpanStart.StartInRequest(request, current, guardrail ?? request.OpenRequestSpan(), name, ActivityKind.Client, creation, call, failed);
        if (enclosing is { } followed && span.Activity is { } activity)
        {
            followed.Call.OnFollowed(new OpenCall(activity, call));
        }

        return span;
    }

    /// <summary>Counts a call without a span, if a traced request makes it.</summary>
    /// <param name="request">The request; <see langword="null"/> outside a traced request.</param>
    /// <param name="modelGroup">The call's model group.</param>
    /// <param name="kind">Its kind, if the gateway states it.</param>
    /// <param name="isSent">Whether the call is counted when its HTTP request is sent.</param>
    /// <param name="thread">The thread that runs the method of the call until it returns, if that is known.</param>
    public static SpanHandle Count(IAttemptedRequest? request, string? modelGroup, string? kind, bool isSent = false, int? thread = null) =>
        request is null || SpanStart.IsRecorded(request)
            ? default
            : new SpanHandle(activity: null, previous: null, isSent ? request.Attempts.AddRequest(modelGroup, kind) : request.Attempts.AddMethod(modelGroup, kind, thread));

    private static void AddIfAbsent(CreationTags tags, string name, string? value)
    {
        if (tags.Find(name) is null)
        {
            tags.Add(name, value);
        }
    }

    private static string? FindText(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
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
}

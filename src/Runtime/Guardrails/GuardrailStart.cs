using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Facts;
using TracedLlm.Tree;

namespace TracedLlm.Guardrails;

/// <summary>Starts the span of a guardrail.</summary>
internal static class GuardrailStart
{
    /// <summary>Starts the span under <c>litellm_request</c>. If nothing is recorded, the handle has an owner and no activity.</summary>
    public static SpanHandle Start(
        IGuardedRequest? request,
        string? name,
        GuardrailMode mode,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        Type[]? blocks)
    {
        if (!SpanStart.IsRecorded(request))
        {
            // A block makes the request fail also if no span is recorded.
            return request is { IsCompleted: false } ? new SpanHandle(activity: null, previous: null, new GuardrailSpan(request, name, mode, blocks)) : default;
        }

        var creation = CreationTags.Rent();
        creation.Add(LibraryAttributes.GuardrailName, name);
        creation.Add(LibraryAttributes.GuardrailMode, GuardrailNames.NameOf(mode));
        creation.Add(tags);
        var owner = new GuardrailSpan(request, name, mode, blocks);
        var spanName = (request?.Naming ?? SpanNaming.Default).Guardrail(name);
        var current = Activity.Current;
        return request is null
            ? SpanStart.StartOutsideRequest(current, spanName, ActivityKind.Internal, creation, owner)
            : SpanStart.StartInRequest(request, current, request.OpenRequestSpan(), spanName, ActivityKind.Internal, creation, owner);
    }
}

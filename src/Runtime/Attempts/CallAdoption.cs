using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// Calls inside an open call: the first one is the same attempt, and is recorded on the open call's span. Each further one is an
/// attempt of its own with the attributes of the open call.
/// </summary>
internal static class CallAdoption
{
    // What the library sets while an attempt runs, and what is different for each attempt. OpenTelemetry's names of a sent request
    // and of its error are in groups.
    private static readonly string[] OfOneAttempt =
    [
        "http.", "server.", "url.", "network.", "error.", "litellm.attempt.", "litellm.provider.error.",
        LibraryAttributes.Outcome, LibraryAttributes.Late, LibraryAttributes.TimeToFirstItem, LibraryAttributes.ContentTruncated,
    ];

    /// <summary>
    /// Returns a handle of the span of <paramref name="open"/> for the first call inside it; <see langword="null"/> if another call
    /// has it, or if its attempt has failed.
    /// </summary>
    /// <param name="open">The open call that encloses the code.</param>
    /// <param name="current">The activity of the code.</param>
    /// <param name="stated">The attributes that the inner call states. An attribute that the span has is kept.</param>
    public static SpanHandle? TryAdopt(OpenCall open, Activity? current, IReadOnlyList<KeyValuePair<string, object?>> stated)
    {
        var inner = new AdoptedCall(open.Call, stated);
        if (open.Call.HasFailed || !AdoptedCall.FindInnermost(open.Call).TryAdopt(inner))
        {
            return null;
        }

        inner.Describe(open.Activity);

        if (open.Call is { Role: SpanRole.Attempt, Request: IAttemptedRequest request })
        {
            request.Attempts.SetClient(
                open.Activity.GetTagItem(GenAi.ProviderName),
                open.Activity.GetTagItem(LiteLlm.ProviderModel) as string,
                open.Activity.GetTagItem(LiteLlm.DeploymentId) as string,
                stated.FirstOrDefault(static tag => tag.Key == LiteLlm.ModelGroup).Value as string,
                open.Call as CallSpan);
        }

        return new SpanHandle(open.Activity, current, inner);
    }

    /// <summary>
    /// Returns the attributes of a further call inside <paramref name="open"/>: its own, and those of the open call. If the further
    /// call states the same value as the first call inside, the value of the open call counts, as it did for the first.
    /// </summary>
    /// <param name="open">The open call that encloses the code.</param>
    /// <param name="stated">The attributes that the further call states.</param>
    public static List<KeyValuePair<string, object?>> Inherit(OpenCall open, ReadOnlySpan<KeyValuePair<string, object?>> stated)
    {
        var first = AdoptedCall.FindInnermost(open.Call).Inner as AdoptedCall;
        List<KeyValuePair<string, object?>> tags = [.. stated];
        tags.RemoveAll(static tag => tag.Value is null);
        foreach (ref readonly var tag in open.Activity.EnumerateTagObjects())
        {
            var name = tag.Key;
            if (!IsOwn(name) || IsOfOneAttempt(name) || open.Call.Request?.EverySpan.Has(name) == true || IsSetInside(first, name))
            {
                continue;
            }

            var index = tags.FindIndex(own => own.Key == name);
            if (index < 0)
            {
                tags.Add(tag);
            }
            else if (Equals(tags[index].Value, first?.Stated.FirstOrDefault(own => own.Key == name).Value))
            {
                tags[index] = tag;
            }
        }

        return tags;
    }

    /// <summary>Whether a provider call has the attribute on its own span.</summary>
    public static bool IsOwn(string name) => AttributeOwners.OwnerOf(name, onCall: true) == AttributeOwner.Own;

    private static bool IsOfOneAttempt(string name) => Array.Exists(OfOneAttempt, start => name.StartsWith(start, StringComparison.Ordinal));

    // The attribute is about the first call inside, or about a call inside that one.
    private static bool IsSetInside(AdoptedCall? first, string name)
    {
        for (var inner = first; inner is not null; inner = inner.Inner as AdoptedCall)
        {
            if (inner.Set.Contains(name))
            {
                return true;
            }
        }

        return false;
    }
}

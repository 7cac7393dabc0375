using System.ComponentModel;
using TracedLlm.Attempts;
using TracedLlm.Payloads;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Generated;

/// <summary>
/// The members that generated code calls besides <see cref="LlmSpan"/>. Code by hand does not need them. They can change with any
/// version, because the generator and the runtime have the same version.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GeneratedCode
{
    /// <summary>
    /// Whether the library needs the result of a guardrail that runs here: its span would be recorded, or it runs in a traced
    /// request. The <see cref="ILlmFailureLog"/>s of a traced request receive a block also if tracing is off or the request is
    /// not sampled.
    /// </summary>
    public static bool IsGuardrailEnabled => RequestState.Current is not null || LlmSpan.IsEnabled;

    /// <summary>
    /// Counts an attempt at a provider if no span is recorded (<see cref="LlmSpan.IsEnabled"/> is <see langword="false"/>), for
    /// the response headers. If spans are recorded, or outside a traced request, it does nothing. <see cref="LlmSpan.StartCall"/>
    /// counts too; with this member the caller need not build the attributes of the span.
    /// </summary>
    /// <param name="modelGroup">The attempt's <see cref="LiteLlm.ModelGroup"/>; <see langword="null"/> if unknown.</param>
    /// <param name="kind">Its <see cref="LiteLlm.AttemptKind"/>, if the gateway states it.</param>
    /// <returns>
    /// A span that records nothing. Pass the result of the attempt to its <c>EndWith</c>, or end it if the attempt succeeds.
    /// </returns>
    public static LlmSpan CountCall(string? modelGroup = null, string? kind = null) =>
        new(CallStart.Count(RequestState.Current, modelGroup, kind, thread: Environment.CurrentManagedThreadId));

    /// <summary>
    /// Returns the root span of the current request for its handler: attributes are set on the root and exceptions are recorded,
    /// but the root ends with the response, not with this handle.
    /// </summary>
    /// <param name="tags">Attributes of the root.</param>
    public static LlmSpan EnterRoute(ReadOnlySpan<KeyValuePair<string, object?>> tags = default)
    {
        if (RequestState.Current is not { Root: { } root } trace)
        {
            return default;
        }

        foreach (var (name, value) in tags)
        {
            trace.SetRootTag(name, value);
        }

        return new LlmSpan(new SpanHandle(root, root, new RouteSpan(trace)));
    }

    /// <summary>
    /// Converts the members of a gateway's own result type (<see cref="GuardrailResultAttribute"/>) to an outcome. If both flags
    /// are set, the outcome is a block.
    /// </summary>
    /// <param name="blocked">Whether the guardrail blocked.</param>
    /// <param name="masked">Whether it masked something.</param>
    /// <param name="maskedEntityCount">The number of masked entities; ignored if <paramref name="maskedEntities"/> is given.</param>
    /// <param name="maskedEntities">The number of masked entities of each type.</param>
    /// <param name="violationCategories">The categories that were violated or found.</param>
    /// <param name="reason">Why it blocked.</param>
    public static GuardrailOutcome ToOutcome(
        bool blocked = false,
        bool masked = false,
        int maskedEntityCount = 0,
        IReadOnlyDictionary<string, int>? maskedEntities = null,
        IReadOnlyList<string>? violationCategories = null,
        string? reason = null)
    {
        if (blocked)
        {
            return GuardrailOutcome.Blocked(violationCategories) with { Reason = reason };
        }

        if (!masked)
        {
            return GuardrailOutcome.PassedWith(violationCategories);
        }

        return maskedEntities is null
            ? GuardrailOutcome.Masked(maskedEntityCount, violationCategories)
            : GuardrailOutcome.Masked(maskedEntities, violationCategories);
    }

    /// <summary>
    /// Registers the traced methods and payload types of an assembly for the gateway's report. Call it once for each assembly.
    /// </summary>
    /// <param name="members">Creates the list.</param>
    /// <exception cref="ArgumentNullException"><paramref name="members"/> is <see langword="null"/>.</exception>
    public static void RegisterMembers(Func<IReadOnlyList<TracedMember>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        TracedMembers.Add(members);
    }

    /// <summary>Registers the generated reader of a <see cref="GatewayMetadataAttribute"/> type. Call it once for each type.</summary>
    /// <typeparam name="T">The type that is read.</typeparam>
    /// <param name="read">Its <c>Read</c>.</param>
    /// <param name="writeTags">Its <c>WriteTags</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static void RegisterPayload<T>(Func<ReadOnlyMemory<byte>, T> read, Action<T, LlmTagWriter, bool> writeTags)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(writeTags);
        PayloadReaders.Register(read, writeTags);
    }
}

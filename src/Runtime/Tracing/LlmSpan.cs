using System.Diagnostics;
using TracedLlm.Attempts;
using TracedLlm.Conventions;
using TracedLlm.Exporting;
using TracedLlm.Guardrails;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm;

/// <summary>
/// A span of a traced request, from its start to its one end. What the generated half of a traced method uses, and what a
/// hand-written one may use in its place; see <c>docs/by-hand.md</c>.
/// </summary>
/// <remarks>
/// Starting a span makes it <see cref="Activity.Current"/> until it ends or is handed to <c>EndWith</c>. The default value is
/// a span that records nothing; all members may be called on it. Ending twice is harmless.
/// </remarks>
public readonly partial struct LlmSpan : IDisposable
{
    private readonly SpanHandle _handle;

    internal LlmSpan(SpanHandle handle) => _handle = handle;

    /// <summary>
    /// Whether a span that starts here would be recorded: somebody listens, and the request was sampled. Ask it before
    /// building the attributes of a span.
    /// </summary>
    public static bool IsEnabled => LlmSource.Instance.HasListeners() && IsSampledHere();

    /// <summary>The activity behind the span; <see langword="null"/> where nothing is recorded.</summary>
    public Activity? Activity => _handle.Activity;

    internal SpanHandle Handle => _handle;

    /// <summary>Whether neither a span nor its request needs the result of the method.</summary>
    private bool IsNothing => Activity is null && _handle.Owner?.ActsWithoutActivity != true;

    /// <summary>
    /// Starts a stage under the span of ours that encloses it, else under the root. Outside a traced request its parent is
    /// the ambient activity, if that is exported, else it is a root.
    /// </summary>
    /// <param name="stage">Which stage; its name follows <see cref="TracedLlmOptions.SpanNames"/>.</param>
    /// <param name="tags">Attributes known at the start; those that are <see langword="null"/> are left out.</param>
    public static LlmSpan StartStage(LlmStage stage, ReadOnlySpan<KeyValuePair<string, object?>> tags = default)
    {
        var trace = RequestState.Current;
        return new(SpanStart.Stage(trace, (trace?.Naming ?? SpanNaming.Default).Stage(stage), tags));
    }

    /// <inheritdoc cref="StartStage(LlmStage, ReadOnlySpan{KeyValuePair{string, object?}})"/>
    /// <param name="name">The span's name; low cardinality.</param>
    /// <param name="tags">Attributes known at the start; those that are <see langword="null"/> are left out.</param>
    public static LlmSpan StartStage(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags = default) =>
        new(SpanStart.Stage(RequestState.Current, name, tags));

    /// <summary>Starts the span of one guardrail under <c>litellm_request</c>, which it opens if need be.</summary>
    /// <param name="name">The guardrail's name (<c>litellm.guardrail.name</c>).</param>
    /// <param name="mode">When the guardrail runs.</param>
    /// <param name="tags">Further attributes known at the start.</param>
    /// <param name="blocks">Exception types, besides those that implement <see cref="IGuardrailBlock"/>, that mean a block.</param>
    public static LlmSpan StartGuardrail(
        string? name,
        GuardrailMode mode,
        ReadOnlySpan<KeyValuePair<string, object?>> tags = default,
        Type[]? blocks = null) =>
        new(GuardrailStart.Start(RequestState.Current, name, mode, tags, blocks));

    /// <summary>Starts the CLIENT span of one attempt at a provider under <c>litellm_request</c>, which it opens if need be.</summary>
    /// <param name="model">The model in the span's name: the provider's name of it, else the one asked for; <see langword="null"/> if unknown.</param>
    /// <param name="tags">Attributes known at the start.</param>
    /// <param name="operation">The operation in the span's name; by default that of the route's API.</param>
    public static LlmSpan StartCall(
        string? model = null,
        ReadOnlySpan<KeyValuePair<string, object?>> tags = default,
        string? operation = null) =>
        new(CallStart.Start(RequestState.Current, model, tags, operation));

    /// <summary>Sets an attribute of this span.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    /// <returns>This span.</returns>
    public LlmSpan SetTag(string name, object? value)
    {
        _handle.SetTag(name, value);
        return this;
    }

    /// <summary>Sets an attribute of the request's root span; of this span outside a traced request.</summary>
    /// <inheritdoc cref="SetTag" path="/param"/>
    /// <returns>This span.</returns>
    public LlmSpan SetRootTag(string name, object? value)
    {
        if (_handle.Request is { } request)
        {
            request.SetRootTag(name, value);
            return this;
        }

        return SetTag(name, value);
    }

    /// <summary>Sets an attribute of the request's <c>litellm_request</c>, now or when it opens; of this span outside a traced request.</summary>
    /// <inheritdoc cref="SetTag" path="/param"/>
    /// <returns>This span.</returns>
    public LlmSpan SetRequestTag(string name, object? value)
    {
        if (_handle.Request is { } request)
        {
            request.SetRequestTag(name, value);
            return this;
        }

        return SetTag(name, value);
    }

    /// <summary>Sets an attribute of every span of the request that is open or starts later; of this span outside a traced request.</summary>
    /// <inheritdoc cref="SetTag" path="/param"/>
    /// <returns>This span.</returns>
    public LlmSpan SetTraceTag(string name, object? value)
    {
        if (_handle.Request is { } request)
        {
            request.SetTraceTag(name, value);
            return this;
        }

        return SetTag(name, value);
    }

    /// <summary>Says what the guardrail decided; on a span that is no guardrail's it does nothing.</summary>
    /// <param name="outcome">The decision.</param>
    /// <returns>This span.</returns>
    public LlmSpan SetOutcome(GuardrailOutcome outcome)
    {
        if (Activity is not { IsStopped: true })
        {
            _handle.Owner?.SetOutcome(Activity, outcome);
        }

        return this;
    }

    /// <summary>
    /// Records an exception that leaves the method. Made for an exception filter, which runs before the stack unwinds:
    /// <c>catch (Exception exception) when (span.RecordException(exception)) { throw; }</c>.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RecordException(Exception exception) => _handle.RecordException(exception);

    /// <summary>Ends the span, once, and puts <see cref="Activity.Current"/> back to what it was before the start if this span is still current.</summary>
    public void End() => _handle.End();

    /// <summary>Ends an <c>auth</c> stage that has not found out who calls, so that another one may.</summary>
    internal void EndInconclusive() => _handle.EndInconclusive();

    /// <summary>The same as <see cref="End"/>.</summary>
    public void Dispose() => End();

    private static bool IsSampledHere()
    {
        if (RequestState.Current is { } trace)
        {
            return trace.IsRecording;
        }

        // An activity without a source is the platform's own and no parent of ours: a span would be a root, which the
        // sampler decides about.
        return Activity.Current is not { IsAllDataRequested: false, Source.Name.Length: > 0 };
    }
}

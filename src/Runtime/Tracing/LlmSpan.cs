using System.Diagnostics;
using System.Net.WebSockets;
using TracedLlm.Attempts;
using TracedLlm.Conventions;
using TracedLlm.Exporting;
using TracedLlm.Guardrails;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm;

/// <summary>
/// A span of a traced request, from its start to its end. The generated half of a traced method uses this type; code by hand can
/// use it in the same way, see <c>docs/by-hand.md</c>.
/// </summary>
/// <remarks>
/// The start of a span makes it <see cref="Activity.Current"/>, until the span ends or <c>EndWith</c> is called. The default
/// value is a span that records nothing; all members can be called on it. A second end does nothing.
/// </remarks>
public readonly partial struct LlmSpan : IDisposable
{
    private readonly SpanHandle _handle;

    internal LlmSpan(SpanHandle handle) => _handle = handle;

    /// <summary>
    /// Whether a span that starts here would be recorded: the source has a listener, and the request was sampled. Check it before
    /// you build the attributes of a span.
    /// </summary>
    public static bool IsEnabled => LlmSource.Instance.HasListeners() && IsSampledHere();

    /// <summary>The activity of the span; <see langword="null"/> if nothing is recorded.</summary>
    public Activity? Activity => _handle.Activity;

    internal SpanHandle Handle => _handle;

    /// <summary>Whether neither a span nor its request needs the result of the method.</summary>
    private bool NeedsNoResult => Activity is null && _handle.Owner?.ActsWithoutActivity != true;

    /// <summary>
    /// Starts a stage. Its parent is the enclosing span of the request, or the root if there is no enclosing span. Outside a
    /// traced request its parent is the ambient activity, if that is exported; otherwise the stage is a root. In an HTTP request
    /// whose route is not traced it is no root: a middleware of all routes makes no trace of its own.
    /// </summary>
    /// <param name="stage">Which stage; its name follows <see cref="TracedLlmOptions.SpanNames"/>.</param>
    /// <param name="tags">Attributes known at the start; an attribute whose value is <see langword="null"/> is left out.</param>
    public static LlmSpan StartStage(LlmStage stage, ReadOnlySpan<KeyValuePair<string, object?>> tags = default)
    {
        var trace = RequestState.Current;
        return new(SpanStart.StartRequestStage(trace, stage, (trace?.Naming ?? SpanNaming.Default).Stage(stage), tags));
    }

    /// <summary>
    /// Starts a stage. Its parent is the enclosing span of the request, or the root if there is no enclosing span. Outside a
    /// traced request its parent is the ambient activity, if that is exported; otherwise the stage is a root.
    /// </summary>
    /// <param name="name">The span's name; low cardinality.</param>
    /// <param name="tags">Attributes known at the start; an attribute whose value is <see langword="null"/> is left out.</param>
    public static LlmSpan StartStage(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags = default) =>
        new(SpanStart.StartStage(RequestState.Current, name, tags));

    /// <summary>
    /// Starts the span of one guardrail under <c>litellm_request</c>, and starts <c>litellm_request</c> if it has not started.
    /// </summary>
    /// <param name="name">The guardrail's name (<c>litellm.guardrail.name</c>).</param>
    /// <param name="mode">When the guardrail runs.</param>
    /// <param name="tags">Further attributes known at the start.</param>
    /// <param name="blocks">Exception types by which the guardrail blocks, in addition to all types that implement <see cref="IGuardrailBlock"/>.</param>
    public static LlmSpan StartGuardrail(
        string? name,
        GuardrailMode mode,
        ReadOnlySpan<KeyValuePair<string, object?>> tags = default,
        Type[]? blocks = null) =>
        new(GuardrailStart.Start(RequestState.Current, name, mode, tags, blocks));

    /// <summary>
    /// Starts the CLIENT span of one attempt at a provider under <c>litellm_request</c>, and starts <c>litellm_request</c> if it
    /// has not started.
    /// </summary>
    /// <param name="model">
    /// The provider's name of the model, for the span's name. If it is <see langword="null"/>, the span's name has the model that
    /// the caller asked for.
    /// </param>
    /// <param name="tags">Attributes known at the start.</param>
    /// <param name="operation">The operation in the span's name; by default the operation of the route's API.</param>
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

    /// <summary>Sets an attribute of the request's root span. Outside a traced request it sets the attribute on this span.</summary>
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

    /// <summary>
    /// Sets an attribute of the request's <c>litellm_request</c>, now or when that span starts. Outside a traced request it sets
    /// the attribute on this span.
    /// </summary>
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

    /// <summary>
    /// Sets an attribute of every span of the request that is open or starts later. Outside a traced request it sets the
    /// attribute on this span.
    /// </summary>
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

    /// <summary>Records the decision of a guardrail. It does nothing on a span that is not a guardrail's.</summary>
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
    /// Records how the provider has closed the session (a WebSocket) of the call that the running code belongs to. Call it where the
    /// gateway receives the provider's close message, and only if the provider closes first: the code with which the gateway closes
    /// its own session with the caller says nothing about the provider. It does nothing outside a call.
    /// </summary>
    /// <param name="status">
    /// The provider's close status (RFC 6455, section 7.4). The call has failed with it, unless it is 1000, 1001, 1005 or <see langword="null"/>.
    /// </param>
    /// <param name="reason">The reason in the close message, for <c>error.message</c>; <see langword="null"/> if there is none.</param>
    public static void SetSessionClosed(WebSocketCloseStatus? status, string? reason = null) =>
        OpenCall.FindEnclosing(Activity.Current, RequestState.Current)?.Call.OnSessionClosed(status, reason);

    /// <summary>
    /// Records an exception that leaves the method. Call it in an exception filter, which runs before the stack unwinds:
    /// <c>catch (Exception exception) when (span.RecordException(exception)) { throw; }</c>.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RecordException(Exception exception) => _handle.RecordException(exception);

    /// <summary>
    /// Ends the span, once. If the span is still <see cref="Activity.Current"/>, the activity that was current before the start
    /// becomes current again.
    /// </summary>
    public void End() => _handle.End();

    /// <summary>Ends an <c>auth</c> stage that has not identified the caller, so that another stage can.</summary>
    internal void EndInconclusive() => _handle.EndInconclusive();

    /// <summary>The same as <see cref="End"/>.</summary>
    public void Dispose() => End();

    private static bool IsSampledHere()
    {
        if (RequestState.Current is { } trace)
        {
            return trace.IsRecording;
        }

        // An activity without a source belongs to the platform and is never the parent of a span here: the span would be a root,
        // and the sampler decides about a root.
        return Activity.Current is not { IsAllDataRequested: false, Source.Name.Length: > 0 };
    }
}

using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Requests;

namespace TracedLlm;

/// <summary>
/// One traced request: the handle that its spans hang from. Ambient in the request (<see cref="Current"/>), and capturable
/// for work that leaves it (<see cref="Use"/>).
/// </summary>
/// <remarks>
/// Inside a traced route <see cref="Current"/> is never <see langword="null"/>; with tracing off or the request unsampled the
/// handle records no spans. Safe for concurrent use. Work that outlives the request stays in its trace: its spans hang from
/// the root and are marked <c>litellm.late</c>.
/// </remarks>
public sealed partial class LlmTrace
{
    private static readonly Func<RequestState, LlmTrace> Create = static state => new LlmTrace(state);

    private LlmTrace(RequestState state) => State = state;

    /// <summary>The trace of the current request; <see langword="null"/> outside a traced route.</summary>
    public static LlmTrace? Current => RequestState.Current is { } state ? FromState(state) : null;

    /// <summary>The API that the route speaks.</summary>
    public LlmApi Api => State.Route.Api;

    /// <summary>
    /// The id of this call, with tracing off too: what the request says in <c>x-litellm-call-id</c>, if that is 1 to 128 visible
    /// ASCII characters, else a new GUID. Attribute <c>litellm.call_id</c>. It never changes.
    /// </summary>
    public string CallId => State.CallId;

    /// <summary>Whether spans of this request are recorded.</summary>
    public bool IsRecording => State.IsRecording;

    /// <summary>The context of the root span, to name it elsewhere; the default value where nothing is recorded.</summary>
    public ActivityContext Context => State.Context;

    /// <summary>Whether the response has ended; spans that start from here on are late.</summary>
    public bool IsCompleted => State.IsCompleted;

    /// <summary>The request behind this handle.</summary>
    internal RequestState State { get; }

    /// <summary>
    /// Makes this trace the current one until the returned scope is disposed: for a background worker, a channel's reader or
    /// any code that got the handle by another way than the request's own flow.
    /// </summary>
    /// <returns>The scope; dispose it on the same flow of execution.</returns>
    public LlmTraceScope Use() => new(State);

    /// <summary>Sets an attribute of the root span.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetRootTag(string name, object? value) => State.SetRootTag(name, value);

    /// <summary>Sets an attribute of <c>litellm_request</c>, now or when it opens.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetRequestTag(string name, object? value) => State.SetRequestTag(name, value);

    /// <summary>Sets an attribute of every span of this request that is open or starts later, the root among them.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetTraceTag(string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        State.SetTraceTag(name, value);
    }

    /// <summary>
    /// The gateway's own keys in the request's metadata, read from the object that carries them on this route: at the first
    /// call, with tracing off or the request unsampled too.
    /// </summary>
    /// <typeparam name="TMetadata">A <see cref="GatewayMetadataAttribute"/> type.</typeparam>
    /// <returns>What the request says; absent keys are absent properties. A <see cref="Utf8Json"/> in it is valid until the response ends.</returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="TMetadata"/> is no <see cref="GatewayMetadataAttribute"/> type.</exception>
    public TMetadata Metadata<TMetadata>() => State.ReadTyped<TMetadata>();

    /// <summary>
    /// Records an exception that made the request fail, where nothing else sees it: one that a filter or an error handler of
    /// the gateway turns into a response.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Always <see langword="false"/>, so that it can be an exception filter.</returns>
    public bool RecordException(Exception exception) => State.RecordException(exception);

    /// <summary>The handle of the request of an exported span.</summary>
    internal static LlmTrace FromRequest(IExportedRequest request) => FromState((RequestState)request);

    /// <summary>The handle of a request; the same for each call.</summary>
    internal static LlmTrace FromState(RequestState state) => state.GetHandle(Create);
}

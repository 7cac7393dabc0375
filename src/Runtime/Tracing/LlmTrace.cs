using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Requests;

namespace TracedLlm;

/// <summary>
/// One traced request: the handle that connects its spans. It is ambient in the request (<see cref="Current"/>). Work that leaves
/// the request can capture it (<see cref="Use"/>).
/// </summary>
/// <remarks>
/// Inside a traced route <see cref="Current"/> is never <see langword="null"/>. If tracing is off or the request is not sampled,
/// the handle records no spans. It is safe for concurrent use. Work that outlives the request stays in its trace: its spans are
/// children of the root and are marked <c>litellm.late</c>.
/// </remarks>
public sealed partial class LlmTrace
{
    private static readonly Func<RequestState, LlmTrace> Create = static state => new LlmTrace(state);

    private LlmTrace(RequestState state) => State = state;

    /// <summary>The trace of the current request; <see langword="null"/> outside a traced route.</summary>
    public static LlmTrace? Current => RequestState.Current is { } state ? FromState(state) : null;

    /// <summary>The API of the route.</summary>
    public LlmApi Api => State.Route.Api;

    /// <summary>
    /// The id of this call, also if tracing is off: the request header <c>x-litellm-call-id</c> if it has 1 to 128 visible ASCII
    /// characters, otherwise a new GUID. It is the attribute <c>litellm.call_id</c>. It never changes.
    /// </summary>
    public string CallId => State.CallId;

    /// <summary>
    /// Whether spans of this request are recorded. If an <see cref="ILlmRequestLog"/> is registered, spans of every request are recorded,
    /// also if the request is not sampled and no backend receives them.
    /// </summary>
    public bool IsRecording => State.IsRecording;

    /// <summary>
    /// The context of the root span as backends show it, for a reference to it from elsewhere; the default value if nothing is recorded.
    /// </summary>
    public ActivityContext Context => State.ShownContext;

    /// <summary>Whether the response has ended. Spans that start after that are late.</summary>
    public bool IsCompleted => State.IsCompleted;

    /// <summary>The request behind this handle.</summary>
    internal RequestState State { get; }

    /// <summary>
    /// Makes this trace the current one until the returned scope is disposed. Use it in a background worker, in the reader of a
    /// channel, or in any code that does not run in the request's own execution context.
    /// </summary>
    /// <returns>The scope; dispose it in the same execution context.</returns>
    public LlmTraceScope Use() => new(State);

    /// <summary>Sets an attribute of the root span.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetRootTag(string name, object? value) => State.SetRootTag(name, value);

    /// <summary>Sets an attribute of <c>litellm_request</c>, now or when that span starts.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetRequestTag(string name, object? value) => State.SetRequestTag(name, value);

    /// <summary>Sets an attribute of every span of this request that is open or starts later, including the root.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetTraceTag(string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        State.SetTraceTag(name, value);
    }

    /// <summary>
    /// The gateway's own keys in the request's metadata. The first call reads them from the object that has the metadata on this
    /// route, also if tracing is off or the request is not sampled.
    /// </summary>
    /// <typeparam name="TMetadata">A <see cref="GatewayMetadataAttribute"/> type.</typeparam>
    /// <returns>
    /// The values of the keys; the property of an absent key has its default value. A <see cref="Utf8Json"/> is valid until the
    /// response ends.
    /// </returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="TMetadata"/> is not a <see cref="GatewayMetadataAttribute"/> type.</exception>
    public TMetadata Metadata<TMetadata>() => State.ReadTyped<TMetadata>();

    /// <summary>
    /// Records an exception that made the request fail. Call it where a filter or an error handler of the gateway turns an
    /// exception into a response, because the library does not see such an exception.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Always <see langword="false"/>, so that it can be an exception filter.</returns>
    public bool RecordException(Exception exception) => State.RecordException(exception);

    /// <summary>The handle of the request of an exported span.</summary>
    internal static LlmTrace FromRequest(IExportedRequest request) => FromState((RequestState)request);

    /// <summary>The handle of a request; every call returns the same handle.</summary>
    internal static LlmTrace FromState(RequestState state) => state.GetHandle(Create);
}

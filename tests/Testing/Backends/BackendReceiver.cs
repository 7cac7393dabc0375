using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// An in-process backend that accepts and refuses the same requests as the real backend. It makes no checks of its own;
/// tests assert on the received spans.
/// </summary>
public abstract class BackendReceiver : IAsyncDisposable
{
    private readonly ArrivalLog<BackendRequest> _requests = new();
    private readonly ArrivalLog<ReceivedSpan> _spans = new();
    private int _arrivals;

    private protected BackendReceiver()
    {
    }

    /// <summary>The base address, ending in a slash.</summary>
    public Uri Endpoint => Server.Endpoint;

    /// <summary>The faults of the next requests.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>The clock for the arrival times of requests.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Whether the bytes of requests are kept; false for tests that send too many bytes for memory.</summary>
    public bool KeepsBytes { get; set; } = true;

    /// <summary>The number of requests, answered or not.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    /// <summary>All requests so far, including refused requests, in the order of the answers.</summary>
    public IReadOnlyList<BackendRequest> Requests => _requests.Snapshot();

    /// <summary>All accepted spans so far; a span that was sent twice occurs twice.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => _spans.Snapshot();

    internal BackendServer Server { get; private set; } = null!;

    /// <summary>Waits until the requests, including refused requests, fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the answers to the requests that arrived.</exception>
    public Task<IReadOnlyList<BackendRequest>> WaitForRequestsAsync(Func<IReadOnlyList<BackendRequest>, bool> until, TimeSpan? timeout = null) =>
        _requests.WaitForAsync(until, timeout, Describe);

    /// <summary>Waits until the accepted spans fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the answers to the requests that arrived.</exception>
    public Task<IReadOnlyList<ReceivedSpan>> WaitForSpansAsync(Func<IReadOnlyList<ReceivedSpan>, bool> until, TimeSpan? timeout = null) =>
        _spans.WaitForAsync(until, timeout, spans => $"{spans.Count} spans were taken. {Describe(Requests)}");

    /// <summary>Removes the requests and spans so far, for tests that run too long to keep everything.</summary>
    public void Clear()
    {
        _requests.Clear();
        _spans.Clear();
    }

    /// <summary>Stops listening and closes open connections.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the path is that of metrics or log records, which the backend takes. The receiver keeps only spans, and faults are for spans.</summary>
    internal virtual bool TakesSignal(string path) => false;

    /// <summary>Applies the backend's rules to a request.</summary>
    internal abstract BackendReply Judge(BackendCall call);

    private protected async Task ListenAsync(int port = 0) => Server = await BackendServer.StartAsync(this, Judge, port, http2: false);

    internal void CountArrival() => Interlocked.Increment(ref _arrivals);

    internal void Record(BackendRequest request) => _requests.Add(request);

    private protected void Keep(IReadOnlyList<ReceivedSpan> spans) => _spans.Add(spans);

    private static string Describe(IReadOnlyList<BackendRequest> requests) => requests.Count == 0
        ? "Nothing was sent."
        : "Sent:" + string.Concat(requests.TakeLast(20).Select(request =>
            $"\n  {request.Path}: {request.StatusCode}{(request.GrpcStatus < 0 ? "" : $", gRPC {request.GrpcStatus}")}, {request.Spans.Count} spans {request.Refusal}"));
}

using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// A backend in the test's own process that takes and refuses what the real one does. Nothing is required of what it received
/// but what a test asks.
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

    /// <summary>What goes wrong.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>By which it says when requests came.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Whether the bytes of requests are kept; for tests that send so much that they cannot be.</summary>
    public bool KeepsBytes { get; set; } = true;

    /// <summary>How many requests have come, answered or not.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    /// <summary>Every request so far, refused ones included, in the order in which they were answered.</summary>
    public IReadOnlyList<BackendRequest> Requests => _requests.Snapshot();

    /// <summary>Every span that was taken so far, as often as it was sent.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => _spans.Snapshot();

    internal BackendServer Server { get; private set; } = null!;

    /// <summary>Waits for requests, refused ones included, to fulfil a condition and returns them.</summary>
    /// <exception cref="TimeoutException">With what was answered to those that did arrive.</exception>
    public Task<IReadOnlyList<BackendRequest>> WaitForRequestsAsync(Func<IReadOnlyList<BackendRequest>, bool> until, TimeSpan? timeout = null) =>
        _requests.WaitForAsync(until, timeout, Describe);

    /// <summary>Waits for the spans that were taken to fulfil a condition and returns them.</summary>
    /// <exception cref="TimeoutException">With what was answered to the requests that did arrive.</exception>
    public Task<IReadOnlyList<ReceivedSpan>> WaitForSpansAsync(Func<IReadOnlyList<ReceivedSpan>, bool> until, TimeSpan? timeout = null) =>
        _spans.WaitForAsync(until, timeout, spans => $"{spans.Count} spans were taken. {Describe(Requests)}");

    /// <summary>Forgets the requests and spans so far: for tests that run for so long that not everything can be kept.</summary>
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

    /// <summary>What the backend's rules make of a request.</summary>
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

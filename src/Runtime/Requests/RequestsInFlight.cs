using System.Runtime.CompilerServices;
using TracedLlm.Exporting;
using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>
/// The recorded requests of one application whose traces are open, so that none is lost when it stops: those that outlast the
/// host's <c>ShutdownTimeout</c> are ended as cancelled.
/// </summary>
internal sealed class RequestsInFlight : IOpenRequests, IDisposable
{
    // How long the ends that are just being written are waited for.
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<RequestState> _open = [];

    // Work that outlives its request may never end; it is not kept alive here.
    private readonly ConditionalWeakTable<RequestState, RequestState> _late = [];
    private CancellationToken _deadline;
    private bool _ended;
    private int _cancelled;

    /// <summary>How many requests the shutdown has cancelled.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Whether requests are waited for no longer: a response that breaks off now is broken off by the gateway.</summary>
    public bool IsOverdue
    {
        get
        {
            lock (_gate)
            {
                return _ended || _deadline.IsCancellationRequested;
            }
        }
    }

    /// <summary>How many traces are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The application stops, and waits until <paramref name="deadline"/>.</summary>
    public void SetDeadline(CancellationToken deadline)
    {
        lock (_gate)
        {
            _deadline = deadline;
        }
    }

    /// <summary>The trace of a request has opened.</summary>
    public void Add(RequestState trace)
    {
        bool ended;
        lock (_gate)
        {
            ended = _ended;
            _open.Add(trace);
        }

        TraceCounters.RequestsInFlight(1);
        if (ended)
        {
            trace.EndByShutdown();
        }
    }

    /// <summary>The spans of a request have ended.</summary>
    public void Remove(RequestState trace)
    {
        lock (_gate)
        {
            if (!_open.Remove(trace))
            {
                return;
            }
        }

        TraceCounters.RequestsInFlight(-1);
    }

    /// <summary>A span of <paramref name="trace"/> has started after its request.</summary>
    public void AddLate(RequestState trace) => _late.AddOrUpdate(trace, trace);

    /// <summary>A request has been cancelled because the application stops.</summary>
    public void CountCancelled() => Interlocked.Increment(ref _cancelled);

    /// <summary>Ends what is left, whether its handlers go on or not: they are not waited for.</summary>
    public void EndAll()
    {
        RequestState[] left;
        lock (_gate)
        {
            _ended = true;
            left = [.. _open];
        }

        foreach (var trace in left)
        {
            trace.EndByShutdown();
        }

        foreach (var (trace, _) in _late)
        {
            trace.EndLateSpans();
        }

        SpinWait.SpinUntil(() => Count == 0, EndWait);
    }

    /// <summary>For an application that is disposed without having been stopped.</summary>
    public void Dispose() => EndAll();
}

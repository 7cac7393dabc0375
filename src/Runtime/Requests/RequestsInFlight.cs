using System.Runtime.CompilerServices;
using TracedLlm.Exporting;

namespace TracedLlm.Requests;

/// <summary>
/// The recorded requests of one application whose traces are open, so that a shutdown loses no trace: requests that run longer
/// than the host's <c>ShutdownTimeout</c> end as cancelled.
/// </summary>
/// <param name="clock">The clock of a shutdown; without it the system's.</param>
internal sealed class RequestsInFlight(TimeProvider? clock = null) : IOpenRequests, IDisposable
{
    // How long EndAll waits for requests and spans that other threads are ending: bounds the time of a shutdown after its deadline.
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(1);

    // Guards _open, _deadline and _ended. No request is ended while it is held.
    private readonly Lock _gate = new();
    private readonly HashSet<RequestState> _open = [];

    // Weak references: work that outlives its request may never end, and must not keep its request in memory.
    private readonly ConditionalWeakTable<RequestState, RequestState> _late = [];
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private CancellationToken _deadline;
    private bool _ended;
    private int _cancelled;

    /// <summary>The number of requests that the shutdown has cancelled.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>
    /// Whether the application has stopped waiting for its requests. If a connection ends after that, the gateway closed it.
    /// </summary>
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

    /// <summary>The number of open traces.</summary>
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

    /// <summary>The application stops, and waits for its requests until <paramref name="deadline"/> is cancelled.</summary>
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

        if (ended)
        {
            trace.EndByShutdown();
        }
    }

    /// <summary>The spans of a request have ended. Removing it a second time does nothing.</summary>
    public void Remove(RequestState trace)
    {
        lock (_gate)
        {
            _open.Remove(trace);
        }
    }

    /// <summary>A span of <paramref name="trace"/> has started after its request.</summary>
    public void AddLate(RequestState trace) => _late.AddOrUpdate(trace, trace);

    /// <summary>Counts a request that was cancelled because the application stops.</summary>
    public void CountCancelled() => Interlocked.Increment(ref _cancelled);

    /// <summary>
    /// Ends the open requests and the late spans without waiting for handlers that still run. Spans that other threads are stopping are
    /// waited for, a second at most.
    /// </summary>
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

        var start = _clock.GetTimestamp();
        SpinWait spin = default;
        while ((Count > 0 || IsStoppingLate()) && _clock.GetElapsedTime(start) < EndWait)
        {
            spin.SpinOnce();
        }
    }

    private bool IsStoppingLate()
    {
        foreach (var (trace, _) in _late)
        {
            if (trace.Spans.IsStopping)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For an application that is disposed without having been stopped.</summary>
    public void Dispose() => EndAll();
}

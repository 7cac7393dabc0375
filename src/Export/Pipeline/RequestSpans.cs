using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>
/// The spans of one request on their way to one export: held until it is known where they go and what belongs on all of them,
/// then handed over. Safe for concurrent use.
/// </summary>
internal sealed class RequestSpans
{
    private readonly Lock _gate = new();
    private readonly SpanPipeline _pipeline;
    private readonly RequestSpans? _next;
    private readonly List<HeldSpan> _held = new(4);
    private LlmTrace? _trace;
    private HeldSpans.Ticket? _ticket;
    private SpanRoute? _route;
    private RequestSnapshot? _snapshot;
    private bool _isAuthenticated;

    private RequestSpans(SpanPipeline pipeline, LlmTrace trace, RequestSpans? next)
    {
        _pipeline = pipeline;
        _trace = trace;
        _next = next;
    }

    /// <summary>What <paramref name="pipeline"/> keeps with a request.</summary>
    public static RequestSpans Of(SpanPipeline pipeline, LlmTrace trace)
    {
        ref var state = ref trace.ExportState;
        while (true)
        {
            var first = (RequestSpans?)Volatile.Read(ref state);
            for (var known = first; known is not null; known = known._next)
            {
                if (known._pipeline == pipeline)
                {
                    return known;
                }
            }

            // There may be several exports in a process.
            var added = new RequestSpans(pipeline, trace, first);
            if (Interlocked.CompareExchange(ref state, added, first) == first)
            {
                return added;
            }
        }
    }

    /// <summary>A span has ended.</summary>
    public void Add(Activity activity)
    {
        var size = SpanSize.Of(activity);
        lock (_gate)
        {
            if (_route is null)
            {
                var isAuthentication = activity is { OperationName: SpanNaming.Auth, Kind: ActivityKind.Internal };

                // Who calls may be stated when authentication has returned, and another may follow: it is settled with what comes next.
                var isSettled = activity == _trace!.Root || (_isAuthenticated && !isAuthentication) || _pipeline.Held.IsFull;
                _isAuthenticated |= isAuthentication && activity.Status != ActivityStatusCode.Error;
                if (!isSettled)
                {
                    Hold(activity, size);
                    return;
                }

                SettleNow();
            }

            _pipeline.HandOver.Add(new(activity, _snapshot, _route!, size));
        }
    }

    /// <summary>It has waited long enough: it is settled with what is known.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            if (_route is null)
            {
                SettleNow();
            }
        }
    }

    private void Hold(Activity activity, int size)
    {
        _held.Add(new(activity, size));
        _pipeline.Held.Add(size);
        _ticket ??= _pipeline.Held.Begin(this);
    }

    private void SettleNow()
    {
        var trace = _trace!;
        _route = _pipeline.RouteOf(trace);
        _snapshot = new RequestSnapshot(trace.Root!, trace.EverySpan, trace.Request.GetActivity, trace.ParentSource);
        long bytes = 0;
        foreach (var held in _held)
        {
            _pipeline.HandOver.Add(new(held.Activity, _snapshot, _route, held.Size));
            bytes += held.Size;
        }

        _pipeline.Held.Remove(bytes, _held.Count);
        _held.Clear();
        _trace = null;
        if (_ticket is not null)
        {
            _ticket.Request = null;
        }
    }

    private readonly record struct HeldSpan(Activity Activity, int Size);
}

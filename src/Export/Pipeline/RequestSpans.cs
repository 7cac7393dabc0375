using System.Diagnostics;
using System.Runtime.InteropServices;
using TracedLlm.Conventions;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// The spans of one request for one export. They are held until the request is settled: its destinations and the attributes of every
/// span are fixed, and it is decided which backends receive the spans. Then the pipeline gets them. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The object itself is the lock, because every request has one. It guards all fields that change, so that no span is held after the request
/// was settled.
/// </remarks>
internal sealed class RequestSpans
{
    // A request may have any number of spans. A longer list is not kept, because each thread keeps one.
    private const int MostKept = 64;

    // The list of one request after the other that is settled on a thread.
    [ThreadStatic]
    private static List<HeldSpan>? t_free;

    private readonly SpanPipeline _pipeline;
    private readonly RequestSpans? _next;
    private readonly bool _waitsForEnd;

    // Null before the first span is held, and when the request is settled.
    private List<HeldSpan>? _held;
    private IExportedRequest? _request;
    private HeldSpans.HeldRequest? _heldRequest;
    private LinkedListNode<RequestSpans>? _undecided;
    private SpanRoute? _route;
    private RequestSnapshot? _snapshot;
    private bool _isAuthenticated;
    private bool _isGivenUp;
    private int _requestSize;

    private RequestSpans(SpanPipeline pipeline, IExportedRequest request, RequestSpans? next)
    {
        _pipeline = pipeline;
        _request = request;
        _next = next;
        _waitsForEnd = pipeline.Policy.HoldsUntilEnd(request);
    }

    /// <summary>Gets or adds the state that <paramref name="pipeline"/> keeps with a request.</summary>
    public static RequestSpans GetOrAdd(SpanPipeline pipeline, IExportedRequest request)
    {
        ref var state = ref request.ExportState;
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
            var added = new RequestSpans(pipeline, request, first);
            if (Interlocked.CompareExchange(ref state, added, first) == first)
            {
                return added;
            }
        }
    }

    /// <summary>A span has ended.</summary>
    public void Add(in SpanEnding span)
    {
        var activity = span.Activity;
        var size = SpanSize.Estimate(activity, out var hasForeignValues);
        Add(span, new(activity, size, hasForeignValues));

        // Without the lock: it takes the locks of other requests.
        _pipeline.Undecided.Shrink();
    }

    private void Add(in SpanEnding span, HeldSpan ended)
    {
        var activity = ended.Activity;
        lock (this)
        {
            if (_isGivenUp)
            {
                _pipeline.CountLost(1);
                return;
            }

            ended = ended with { Size = WithRepeated(activity, ended.Size) };
            if (_route is null)
            {
                var isAuthentication = activity is { OperationName: SpanNaming.Auth, Kind: ActivityKind.Internal };

                // The gateway may name the caller only after its auth stage has returned, and another auth stage may follow. So the
                // next span settles the request. While an auth stage runs, only the root span settles it: otherwise early spans would
                // go to the operator's backends instead of the tenant's.
                var isSettled = activity == _request!.Root
                    || _pipeline.Held.IsClosed
                    || _pipeline.Undecided.IsClosed
                    || (!_waitsForEnd
                        && ((_isAuthenticated && !isAuthentication) || _pipeline.Held.IsFull)
                        && !_request.IsAuthenticating
                        && !MayBeRefused());
                _isAuthenticated |= isAuthentication && activity.Status != ActivityStatusCode.Error && !span.IsInconclusive;
                if (!isSettled)
                {
                    Hold(ended);
                    return;
                }

                try
                {
                    SettleNow();
                }
                catch when (_undecided is not null && activity == _request!.Root)
                {
                    // Nobody settles the request again: it has waited for this span.
                    GiveUp();
                    throw;
                }
            }

            // A request that was settled early may have been decided so too: what its caller stated stays out of its later spans.
            _snapshot!.Separate?.RemoveFrom(activity);
            if (activity == _snapshot.Root)
            {
                _snapshot.RepeatedSize = _requestSize;
            }

            _pipeline.Send(ended.Queue(_snapshot, _route!));
        }
    }

    /// <summary>Settles a request that has waited long enough, with the facts that are known now.</summary>
    /// <param name="always">Whether the request is settled even while an <c>auth</c> stage runs.</param>
    /// <returns>Whether the request is settled.</returns>
    public bool Settle(bool always)
    {
        lock (this)
        {
            if (_route is null && !_isGivenUp)
            {
                // A request that waits for its end and not for its caller is asked only for want of memory.
                if (!always && (_request!.IsAuthenticating || (_undecided is null && _request.IsCallerPending)))
                {
                    return false;
                }

                SettleNow();
            }

            return true;
        }
    }

    /// <summary>Counts the spans of a request that cannot be settled as lost, and those that follow.</summary>
    public void GiveUp()
    {
        lock (this)
        {
            if (_route is null && !_isGivenUp)
            {
                _isGivenUp = true;
                _pipeline.CountLost(_held?.Count ?? 0);
                Release(SizeOfHeld());
            }
        }
    }

    // While a request has no litellm_request it can still be refused; then it is known only at its end whether its spans are sent.
    private bool MayBeRefused() => _pipeline.Policy.LeavesOutRefused && !_pipeline.Held.IsFull && _request!.GetLlmRequest() is null;

    private long SizeOfHeld()
    {
        long bytes = 0;
        foreach (ref readonly var held in CollectionsMarshal.AsSpan(_held))
        {
            bytes += held.Size;
        }

        return bytes;
    }

    private void Release(long bytes)
    {
        if (_undecided is not null)
        {
            _pipeline.Undecided.End(_undecided, bytes, _held?.Count ?? 0);
            _undecided = null;
        }
        else
        {
            _pipeline.Held.Remove(bytes, _held?.Count ?? 0);
            if (_heldRequest is not null)
            {
                _heldRequest.Request = null;
            }
        }

        if (_held is { } held)
        {
            held.Clear();
            t_free = held.Capacity <= MostKept ? held : t_free;
            _held = null;
        }

        _request = null;
    }

    // Some backends want the input and output of litellm_request on the root as well.
    private int WithRepeated(Activity activity, int size)
    {
        if (activity == (_request?.Root ?? _snapshot!.Root))
        {
            return (int)Math.Min((long)size + _requestSize, int.MaxValue);
        }

        if (activity == (_request?.GetLlmRequest ?? _snapshot!.LlmRequest)())
        {
            _requestSize = size;
        }

        return size;
    }

    private void Hold(in HeldSpan span)
    {
        if (_waitsForEnd)
        {
            _undecided ??= _pipeline.Undecided.Begin(this);
            (_held ??= RentList()).Add(span);
            _pipeline.Undecided.Add(span.Size);
            if (_pipeline.Undecided.IsClosed)
            {
                SettleNow();
            }

            return;
        }

        // A span is held, or the caller gets an exception.
        _heldRequest ??= _pipeline.Held.Begin(this);
        (_held ??= RentList()).Add(span);
        _pipeline.Held.Add(span.Size);
        if (_pipeline.Held.IsClosed)
        {
            // The pipeline has stopped since the first check, and the worker no longer reads the queue.
            SettleNow();
        }
    }

    private void SettleNow()
    {
        var request = _request!;
        var separate = request.DecideTrace();
        var sampling = _pipeline.Policy.Decide(request, separate);
        var route = _pipeline.ResolveRoute(request);
        var snapshot = new RequestSnapshot(request.Root!, request.EverySpan, request.GetLlmRequest, request.ParentSource, separate) { Sampling = sampling, Endpoints = route.Identities };
        request.IsSampledOut = route.IsSampledOut(sampling);
        request.IsKeptFromOperator = route.IsKeptFromOperator;

        // The calls above may throw for want of memory. Then the request is not settled, and its spans stay held.
        (_route, _snapshot) = (route, snapshot);
        foreach (ref readonly var held in CollectionsMarshal.AsSpan(_held))
        {
            SendHeld(held, request, snapshot, route);
        }

        Release(SizeOfHeld());
    }

    private void SendHeld(in HeldSpan held, IExportedRequest request, RequestSnapshot snapshot, SpanRoute route)
    {
        try
        {
            snapshot.Separate?.RemoveFrom(held.Activity);
            request.RemoveWithheld(held.Activity);

            // Code of the application that still has the activity may have set an attribute after the end of the span.
            _pipeline.Send(held.Queue(snapshot, route) with { MayHaveForeignValues = true });
        }
        catch (Exception exception)
        {
            // No memory, for instance. The span may still have what is withheld, so that no backend gets it.
            SpanObservers.CountFailure(exception);
            _pipeline.CountLost(1);
        }
    }

    private static List<HeldSpan> RentList()
    {
        var list = t_free ?? new(4);
        t_free = null;
        return list;
    }

    private readonly record struct HeldSpan(Activity Activity, int Size, bool HasForeignValues)
    {
        public QueuedSpan Queue(RequestSnapshot request, SpanRoute route) => new(Activity, request, route, Size) { MayHaveForeignValues = HasForeignValues };
    }
}

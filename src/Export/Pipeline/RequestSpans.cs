using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

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
    private IExportedRequest? _request;
    private HeldSpans.HeldRequest? _heldRequest;
    private SpanRoute? _route;
    private RequestSnapshot? _snapshot;
    private bool _isAuthenticated;
    private int _requestSize;

    private RequestSpans(SpanPipeline pipeline, IExportedRequest request, RequestSpans? next)
    {
        _pipeline = pipeline;
        _request = request;
        _next = next;
    }

    /// <summary>What <paramref name="pipeline"/> keeps with a request.</summary>
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
        var size = SpanSize.Estimate(activity);
        lock (_gate)
        {
            size = WithRepeated(activity, size);
            if (_route is null)
            {
                var isAuthentication = activity is { OperationName: SpanNaming.Auth, Kind: ActivityKind.Internal };

                // Who calls may be stated when authentication has returned, and another may follow: it is settled with what comes
                // next, unless the other is under way. What would be sent before it has answered would go to the wrong ones.
                var isSettled = activity == _request!.Root
                    || _pipeline.Held.IsClosed
                    || (((_isAuthenticated && !isAuthentication) || _pipeline.Held.IsFull) && !_request.IsAuthenticating);
                _isAuthenticated |= isAuthentication && activity.Status != ActivityStatusCode.Error && !span.IsInconclusive;
                if (!isSettled)
                {
                    Hold(activity, size);
                    return;
                }

                SettleNow();
            }

            _pipeline.Send(new(activity, _snapshot, _route!, size));
        }
    }

    /// <summary>It has waited long enough: it is settled with what is known.</summary>
    /// <param name="always">Even if it is just being found out who calls.</param>
    /// <returns>Whether it is settled.</returns>
    public bool Settle(bool always)
    {
        lock (_gate)
        {
            if (_route is null)
            {
                if (!always && _request!.IsAuthenticating)
                {
                    return false;
                }

                SettleNow();
            }

            return true;
        }
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

    private void Hold(Activity activity, int size)
    {
        _held.Add(new(activity, size));
        _pipeline.Held.Add(size);
        _heldRequest ??= _pipeline.Held.Begin(this);
        if (_pipeline.Held.IsClosed)
        {
            // In between; nobody looks for it any more.
            SettleNow();
        }
    }

    private void SettleNow()
    {
        var request = _request!;
        _route = _pipeline.ResolveRoute(request);
        _snapshot = new RequestSnapshot(request.Root!, request.EverySpan, request.GetLlmRequest, request.ParentSource);
        long bytes = 0;
        foreach (var held in _held)
        {
            _pipeline.Send(new(held.Activity, _snapshot, _route, held.Size));
            bytes += held.Size;
        }

        _pipeline.Held.Remove(bytes, _held.Count);
        _held.Clear();
        _request = null;
        if (_heldRequest is not null)
        {
            _heldRequest.Request = null;
        }
    }

    private readonly record struct HeldSpan(Activity Activity, int Size);
}

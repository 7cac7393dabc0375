using System.Diagnostics;
using TracedLlm.Export.Views;

namespace TracedLlm.Viewer.Store;

/// <summary>The held spans of one request, or of one trace outside requests. Safe for concurrent use.</summary>
/// <param name="root">The root span.</param>
/// <param name="request">The facts about the request; <see langword="null"/> outside a traced request.</param>
internal sealed class HeldTrace(Activity root, RequestSnapshot? request)
{
    // Guards the list, the bytes and the change to Gone.
    private readonly Lock _gate = new();
    private readonly List<Activity> _spans = new(8);
    private long _bytes;
    private RequestSnapshot? _request = request;
    private volatile HeldState _state;

    public Activity Root => root;

    public TraceKey Key { get; } = new(request?.Separate?.Id ?? root.TraceId, root.SpanId);

    public HeldState State => _state;

    /// <summary>The estimated bytes of its spans.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The number of its last change; guarded by the store.</summary>
    public long Change { get; set; }

    /// <summary>The bytes that the store counts for its kind; guarded by the store.</summary>
    public long CountedBytes { get; set; }

    /// <summary>Whether it stays longer than others; set when its root ends.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether its root has ended; guarded by the store.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The list of its kind, when it is shown; guarded by the store.</summary>
    public RetainedTraces? Kind { get; set; }

    /// <summary>Its place among the open traces, and then in the list of its kind; guarded by the store.</summary>
    public LinkedListNode<HeldTrace> Node => field ??= new(this);

    /// <summary>Its place among the changed traces; guarded by the store.</summary>
    public LinkedListNode<HeldTrace> ChangeNode => field ??= new(this);

    /// <summary>What a reader has computed of the trace, with the change that it was computed after.</summary>
    public ComputedValue? Computed { get; set; }

    /// <summary>Adds a span, unless the trace would have more than <paramref name="maxBytes"/> bytes.</summary>
    /// <returns>Whether the span is held; <see langword="null"/> if the whole trace no longer is.</returns>
    public bool? TryAdd(Activity span, int size, long maxBytes)
    {
        lock (_gate)
        {
            if (_state == HeldState.Gone)
            {
                return null;
            }

            if (_bytes + size > maxBytes)
            {
                return false;
            }

            _spans.Add(span);
            _bytes += size;
            return true;
        }
    }

    /// <summary>
    /// The trace can be seen. From now on it does not keep the state of the request alive, only its spans.
    /// </summary>
    /// <returns>Whether it has not been evicted before.</returns>
    public bool TryShow()
    {
        lock (_gate)
        {
            if (_state != HeldState.Open)
            {
                return false;
            }

            if (_request is { } request)
            {
                var call = request.LlmRequest();
                _request = request with { LlmRequest = () => call, StoreState = null };
            }

            _state = HeldState.Shown;
            return true;
        }
    }

    /// <summary>Evicts the trace.</summary>
    /// <returns>The bytes that it had.</returns>
    public long Evict()
    {
        lock (_gate)
        {
            var bytes = _bytes;
            _state = HeldState.Gone;
            _spans.Clear();
            _bytes = 0;
            _request = null;
            Computed = null;
            return bytes;
        }
    }

    /// <summary>The spans at one moment, as views see them; none if the trace has been evicted.</summary>
    public EndedSpan[] GetSpans()
    {
        lock (_gate)
        {
            return [.. _spans.Select(span => new EndedSpan(span, _request) { Sampling = _request?.Sampling ?? default })];
        }
    }
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Delivery;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// The requests whose spans are held until they have ended, because a rule may keep them, in the order of their first spans. Above a
/// bound of bytes the oldest requests are decided by their ratio alone. Safe for concurrent use.
/// </summary>
/// <param name="maxBytes">The bound of all held spans; estimated.</param>
/// <param name="logger">Receives a warning when the bound is reached for the first time.</param>
internal sealed partial class UndecidedRequests(long maxBytes, ILogger logger)
{
    private static readonly Meter Meter = new(TracedLlmTelemetry.MeterName);

    private static readonly Counter<long> DecidedEarly = DeliveryInstruments.DecidedEarly.CreateCounter(Meter);

    // Each takes two locks. It is more than one span end adds, so that the requests behind them are reached.
    private const int MaxWaiting = 16;

    // Guards the list. The code that holds it takes no other lock.
    private readonly Lock _gate = new();
    private readonly LinkedList<RequestSpans> _requests = [];

    // One thread at a time decides requests early; the others go on.
    private readonly Lock _deciding = new();
    private long _bytes;
    private long _spans;
    private bool _isClosed;
    private int _isWarned;

    /// <summary>How many spans are held.</summary>
    public long Spans => Volatile.Read(ref _spans);

    /// <summary>How many bytes of spans are held; estimated.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether the pipeline stops, so that no span may be held.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    private bool IsFull => Bytes > maxBytes;

    /// <summary>Adds a request that holds its first span.</summary>
    public LinkedListNode<RequestSpans> Begin(RequestSpans request)
    {
        var node = new LinkedListNode<RequestSpans>(request);
        lock (_gate)
        {
            _requests.AddLast(node);
        }

        return node;
    }

    /// <summary>A request holds one more span.</summary>
    public void Add(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _spans);
    }

    /// <summary>Removes a request that is decided.</summary>
    public void End(LinkedListNode<RequestSpans> node, long bytes, int spans)
    {
        lock (_gate)
        {
            // Another thread may have moved it.
            if (node.List is not null)
            {
                _requests.Remove(node);
            }
        }

        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Add(ref _spans, -spans);
    }

    /// <summary>Decides the oldest requests while the held spans exceed their bound. Called without the lock of a request.</summary>
    public void Shrink()
    {
        if (!IsFull || !_deciding.TryEnter())
        {
            return;
        }

        try
        {
            // A request whose caller is being authenticated may belong to a tenant, so that it goes to the end; each request is asked once.
            // The end of a span asks few of them, because the callers choose how many there are; the next one goes on behind them.
            var waiting = 0;
            for (var left = Count(); left > 0 && waiting < MaxWaiting && IsFull && TakeOldest() is { } oldest; left--)
            {
                if (!Settle(oldest, always: false))
                {
                    waiting++;
                }
                else
                {
                    DecidedEarly.Add(1);
                    Warn();
                }
            }
        }
        finally
        {
            _deciding.Exit();
        }
    }

    /// <summary>Decides all requests; later requests are decided at once.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        for (var left = Count(); left > 0 && TakeOldest() is { } oldest; left--)
        {
            Settle(oldest, always: true);
        }
    }

    private static bool Settle(RequestSpans request, bool always)
    {
        try
        {
            return request.Settle(always);
        }
        catch (Exception exception)
        {
            // No memory, for instance.
            SpanObservers.CountFailure(exception);
            request.GiveUp();
            return false;
        }
    }

    private int Count()
    {
        lock (_gate)
        {
            return _requests.Count;
        }
    }

    // The oldest goes to the end of the list, from where it is removed when it is decided.
    private RequestSpans? TakeOldest()
    {
        lock (_gate)
        {
            if (_requests.First is not { } first)
            {
                return null;
            }

            _requests.RemoveFirst();
            _requests.AddLast(first);
            return first.Value;
        }
    }

    private void Warn()
    {
        if (Interlocked.Exchange(ref _isWarned, 1) == 0)
        {
            try
            {
                LogFull(maxBytes);
            }
            catch (Exception exception)
            {
                // A logger that throws must not stop the thread of a request.
                SpanObservers.CountFailure(exception);
            }
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The spans of requests that have not ended take more than {Bytes} bytes (TracedLlm:Sampling:MaxHeldBytes). The traces of the oldest requests are decided by their ratio alone, whatever TracedLlm:Sampling:Keep says. Further ones are counted in tracedllm.sampling.decided_early only.")]
    private partial void LogFull(long bytes);
}

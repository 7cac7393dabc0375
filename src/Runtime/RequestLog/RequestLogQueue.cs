using System.Numerics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TracedLlm.Metrics;

namespace TracedLlm.RequestLog;

/// <summary>The records that wait for one <see cref="ILlmRequestLog"/>, and the worker that gives it one after the other.</summary>
internal sealed partial class RequestLogQueue : IDisposable
{
    private readonly ILlmRequestLog _log;
    private readonly ILogger _logger;
    private readonly Channel<LlmRequestRecord> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private readonly Task _worker;
    private volatile bool _isClosed;
    private long _refused;

    // 1 while the implementation has a record: that record is lost, too, if the shutdown waits no longer.
    private int _running;

    public RequestLogQueue(ILlmRequestLog log, int capacity, ILogger logger)
    {
        _log = log;
        _logger = logger;
        _stopped = _stop.Token;
        _waiting = Channel.CreateBounded<LlmRequestRecord>(new BoundedChannelOptions(capacity) { SingleReader = true });

        // The worker belongs to no request: it inherits neither a trace nor a log scope.
        using (ExecutionContext.SuppressFlow())
        {
            _worker = Task.Run(WorkAsync);
        }
    }

    /// <summary>Adds a record. A record that finds the queue full is lost, and counted.</summary>
    public void Add(LlmRequestRecord record)
    {
        if (_waiting.Writer.TryWrite(record))
        {
            return;
        }

        TraceCounters.RequestLogLost(_isClosed ? RequestLogLoss.Shutdown : RequestLogLoss.QueueFull);

        // A line for the 1st, 2nd, 4th, 8th … record: an implementation that hangs would fill the log too.
        if (Interlocked.Increment(ref _refused) is var refused && BitOperations.IsPow2(refused))
        {
            LogRefused(_log.GetType(), refused);
        }
    }

    /// <summary>Takes no more records, and waits until all are logged, until <paramref name="limit"/> completes. The records that are left are lost, and counted.</summary>
    public async Task DrainAsync(Task limit)
    {
        _isClosed = true;
        _waiting.Writer.TryComplete();
        await Task.WhenAny(_worker, limit).ConfigureAwait(false);
        if (_worker.IsCompleted)
        {
            return;
        }

        var left = _waiting.Reader.Count + Volatile.Read(ref _running);
        await _stop.CancelAsync().ConfigureAwait(false);
        TraceCounters.RequestLogLost(RequestLogLoss.Shutdown, left);
        LogLeft(_log.GetType(), left);
    }

    public void Dispose() => _stop.Dispose();

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var record in _waiting.Reader.ReadAllAsync(_stopped).ConfigureAwait(false))
            {
                // The channel looks at the token only when it is empty.
                if (_stopped.IsCancellationRequested)
                {
                    return;
                }

                await LogAsync(record).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The shutdown waits no longer, and has counted what is left.
        }
    }

    private async ValueTask LogAsync(LlmRequestRecord record)
    {
        Volatile.Write(ref _running, 1);
        try
        {
            await _log.LogAsync(record, _stopped).ConfigureAwait(false);
        }
        catch (Exception exception) when (!_stopped.IsCancellationRequested)
        {
            TraceCounters.RequestLogLost(RequestLogLoss.Exception);
            LogFailed(exception, _log.GetType(), record.CallId);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Log} threw an exception for the request {CallId}, which it has not logged. The next requests go on to it.")]
    private partial void LogFailed(Exception exception, Type log, string callId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Log} is slower than the requests: {Lost} requests so far found its queue full, or came after its end, and are not logged. Make it faster, or set TracedLlm:MaxRequestLogQueue higher.")]
    private partial void LogRefused(Type log, long lost);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The shutdown waits no longer for {Log}: {Lost} requests are not logged.")]
    private partial void LogLeft(Type log, int lost);
}

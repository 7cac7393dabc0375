using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TracedLlm.Conventions;
using TracedLlm.Metrics;
using TracedLlm.Requests;

namespace TracedLlm.RequestLog;

/// <summary>The registered <see cref="ILlmRequestLog"/>s with their queues. Without one it does nothing.</summary>
internal sealed class RequestLogs : IRequestReport, IDisposable
{
    // How long a shutdown waits for the logs even if the host's deadline has passed: the host may have waited for requests until
    // then, and their records come last. The export of the spans waits as long.
    private static readonly TimeSpan LeastDrain = TimeSpan.FromSeconds(5);

    private readonly RequestLogQueue[] _queues;
    private readonly MeasuredRequests _measured = new();
    private readonly TimeProvider _clock;
    private int _drained;

    public RequestLogs(IEnumerable<ILlmRequestLog> logs, IOptions<TracedLlmOptions> options, ILoggerFactory loggers, TimeProvider? clock = null)
    {
        var logger = loggers.CreateLogger(LogCategories.RequestLog);
        _queues = [.. logs.Select(log => new RequestLogQueue(log, options.Value.MaxRequestLogQueue, logger))];
        _measured.Set(_queues.Length > 0);
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Whether a log is registered.</summary>
    public bool Any => _queues.Length > 0;

    /// <inheritdoc/>
    public void Report(RequestState request, RequestEnding ending, in EndedRequest ended)
    {
        try
        {
            var record = RequestRecords.Create(request, ending, ended);
            foreach (var queue in _queues)
            {
                queue.Add(record);
            }
        }
        catch (Exception exception)
        {
            // A fault in this code must not fail the request, and the loss is counted for each log.
            TraceCounters.ListenerFailed(exception);
            TraceCounters.RequestLogLost(RequestLogLoss.Exception, _queues.Length);
        }
    }

    /// <summary>Takes no more records, and waits until the logs have those that are queued: until <paramref name="deadline"/>, and at least <see cref="LeastDrain"/>.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _drained, 1) == 1 || !Any)
        {
            return;
        }

        var limit = LimitAsync(deadline);
        await Task.WhenAll(_queues.Select(queue => queue.DrainAsync(limit))).ConfigureAwait(false);
    }

    /// <summary>For an application that is disposed without having been stopped.</summary>
    public void Dispose()
    {
        _measured.Dispose();
        if (Volatile.Read(ref _drained) == 0)
        {
            using var passed = new CancellationTokenSource();
            passed.Cancel();
            Task.Run(() => DrainAsync(passed.Token)).GetAwaiter().GetResult();
        }

        foreach (var queue in _queues)
        {
            queue.Dispose();
        }
    }

    private async Task LimitAsync(CancellationToken deadline)
    {
        await Task.Delay(LeastDrain, _clock, CancellationToken.None).ConfigureAwait(false);
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (deadline.Register(static passed => ((TaskCompletionSource)passed!).SetResult(), passed).ConfigureAwait(false))
        {
            await passed.Task.ConfigureAwait(false);
        }
    }
}

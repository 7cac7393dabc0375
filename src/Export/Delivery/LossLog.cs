using Microsoft.Extensions.Logging;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>Logs when a backend begins to lose spans, and when that is over: one line each, however many spans are lost.</summary>
internal sealed partial class LossLog(ILogger logger, TimeProvider clock)
{
    /// <summary>A loss is over when no span was lost for this time.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    // Guards the fields, so that the two lines of a loss come in order.
    private readonly Lock _gate = new();
    private string _backend = "";
    private long _lost;
    private long _lastLoss;

    public bool IsLosing => Volatile.Read(ref _lost) > 0;

    public void OnLost(string backend, DropReason reason, long spans, string? lastError)
    {
        lock (_gate)
        {
            _backend = backend;
            _lastLoss = clock.GetTimestamp();
            var isFirst = _lost == 0;
            Volatile.Write(ref _lost, _lost + spans);
            if (isFirst)
            {
                Try(() => LogLoss(backend, DropReasons.Name(reason), lastError ?? "none"));
            }
        }
    }

    /// <summary>Logs the end of a loss if it is over; otherwise returns the time until it may be over.</summary>
    public TimeSpan? Check()
    {
        if (!IsLosing)
        {
            return null;
        }

        lock (_gate)
        {
            var left = Quiet - clock.GetElapsedTime(_lastLoss);
            if (left > TimeSpan.Zero)
            {
                return left;
            }

            var lost = _lost;
            Try(() => LogEndOfLoss(_backend, lost));
            Volatile.Write(ref _lost, 0);
            return null;
        }
    }

    // A logger that throws must not stop the thread that counts the loss.
    private static void Try(Action log)
    {
        try
        {
            log();
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The export drops spans for {Backend}: {Reason}. The backend's last error: {Error}.")]
    private partial void LogLoss(string backend, string reason, string error);

    [LoggerMessage(LogLevel.Warning, "The export no longer drops spans for {Backend}. It dropped {Lost}.")]
    private partial void LogEndOfLoss(string backend, long lost);
}

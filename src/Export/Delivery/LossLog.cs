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
    private bool _isLogged;

    public bool IsLosing => Volatile.Read(ref _lost) > 0;

    /// <summary>Spans were lost.</summary>
    /// <param name="backend">The backend's name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="spans">How many.</param>
    /// <param name="lastError">The backend's last error.</param>
    /// <param name="isTold">Whether the log says already that such spans are dropped: <see cref="OutageLog"/>.</param>
    public void OnLost(string backend, DropReason reason, long spans, string? lastError, bool isTold = false)
    {
        lock (_gate)
        {
            _backend = backend;
            _lastLoss = clock.GetTimestamp();
            Volatile.Write(ref _lost, _lost + spans);
            if (!_isLogged && !isTold)
            {
                _isLogged = true;
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
            if (_isLogged)
            {
                Try(() => LogEndOfLoss(_backend, lost));
            }

            _isLogged = false;
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

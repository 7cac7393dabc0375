using Microsoft.Extensions.Logging;

namespace TracedLlm.Export;

/// <summary>Says when a backend begins to lose spans, and when that is over: one line each, however many are lost.</summary>
internal sealed partial class LossLog(ILogger logger, TimeProvider clock)
{
    /// <summary>So long nothing must be lost before a loss is over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

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

    /// <summary>Says that a loss is over if it is; else when to ask again, if there is one.</summary>
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

    // Whoever counts a loss has more to do than to see to a logger that throws.
    private static void Try(Action log)
    {
        try
        {
            log();
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Spans for {Backend} are being lost: {Reason}. The backend's last error: {Error}.")]
    private partial void LogLoss(string backend, string reason, string error);

    [LoggerMessage(LogLevel.Warning, "Spans for {Backend} are no longer being lost: {Lost} were.")]
    private partial void LogEndOfLoss(string backend, long lost);
}

using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Logs that a signal is not received, and that it is received again: one line for each change. The lines are not exported themselves, so
/// that a failure makes no new records. Safe for concurrent use.
/// </summary>
internal sealed partial class SignalHealth(SignalEndpoint endpoint, ILogger logger)
{
    // 1 while the last request failed.
    private int _isFailing;

    /// <summary>An answer has come.</summary>
    /// <param name="failure">Why the receiver has not taken what was sent; <see langword="null"/> if it has taken it.</param>
    public void OnAnswer(string? failure)
    {
        if (failure is not null)
        {
            OnFailure(failure);
        }
        else if (Interlocked.Exchange(ref _isFailing, 0) == 1)
        {
            using (SuppressInstrumentationScope.Begin())
            {
                LogReceived(endpoint.Signal.Name, endpoint.Form);
            }
        }
    }

    /// <summary>A request has failed.</summary>
    public void OnFailure(string reason)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            using (SuppressInstrumentationScope.Begin())
            {
                LogNotReceived(endpoint.Signal.Name, endpoint.Form, reason, endpoint.Signal.Exporter);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Signal} are not received by {Address}: {Reason}. If it takes no such signal, set {Variable}=none.")]
    private partial void LogNotReceived(string signal, string address, string reason, string variable);

    [LoggerMessage(LogLevel.Information, "The {Signal} are received by {Address} again.")]
    private partial void LogReceived(string signal, string address);
}

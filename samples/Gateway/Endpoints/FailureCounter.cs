using System.Diagnostics.Metrics;

namespace TracedLlm.Samples.Gateway;

/// <summary>Counts failed requests by outcome and route, for alarms. The traces have the details.</summary>
internal sealed class FailureCounter(IMeterFactory meters) : ILlmFailureLog
{
    public const string MeterName = "gateway";
    public const string CounterName = "gateway.requests.failed";

    private readonly Counter<long> _failed = meters.Create(MeterName).CreateCounter<long>(CounterName, "{request}", "Requests that failed.");

    public void Log(LlmFailure failure) => Count(failure.Outcome, failure.Route, failure.StatusCode);

    /// <summary>Counts a failure that has no trace.</summary>
    public void Count(LlmFailureOutcome outcome, string? route, int status) => _failed.Add(
        1,
        new("litellm.outcome", outcome.ToString()),
        new("http.route", route),
        new("http.response.status_code", status));
}

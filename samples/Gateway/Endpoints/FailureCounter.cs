using System.Diagnostics.Metrics;

namespace TracedLlm.Samples.Gateway;

/// <summary>Counts failed requests by outcome and route, for alarms. The traces have the details.</summary>
internal sealed class FailureCounter(IMeterFactory meters) : ILlmFailureLog
{
    public const string MeterName = "gateway";
    public const string CounterName = "gateway.requests.failed";

    private readonly Counter<long> _failed = meters.Create(MeterName).CreateCounter<long>(CounterName, "{request}", "Requests that failed.");

    public void Log(LlmFailure failure) => _failed.Add(
        1,
        new("litellm.outcome", failure.Outcome.ToString()),
        new("http.route", failure.Route),
        new("http.response.status_code", failure.StatusCode));
}

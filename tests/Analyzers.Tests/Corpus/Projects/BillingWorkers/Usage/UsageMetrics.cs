using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BillingWorkers.Usage;

public sealed class UsageMetrics : IDisposable
{
    public const string MeterName = "Billing";

    private readonly Meter _meter;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _lag;
    private int _waiting;

    public UsageMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _tokens = _meter.CreateCounter<long>("billing.tokens", "{token}");
        _lag = _meter.CreateHistogram<double>("billing.lag", "s");
        _meter.CreateObservableGauge("billing.waiting", () => Volatile.Read(ref _waiting));
    }

    public void Queued() => Interlocked.Increment(ref _waiting);

    public void Billed(in UsageRecord usage, TimeProvider clock)
    {
        Interlocked.Decrement(ref _waiting);
        var tags = new TagList { { "model", usage.Model }, { "team", usage.Team } };
        _tokens.Add(usage.Total, tags);
        _lag.Record((clock.GetUtcNow() - usage.At).TotalSeconds, new KeyValuePair<string, object?>("model", usage.Model));
    }

    public void Refused(string user, string reason)
    {
        _tokens.Add(0, new("reason", reason), new("user.id", user)); // TLM5003
    }

    public void Dispose() => _meter.Dispose();
}

using System.Diagnostics.Metrics;

namespace TracedLlm.Export.Delivery;

/// <summary>The ledger as metrics.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    private const string Backend = "tracedllm.backend";
    private const string Outcome = "tracedllm.export.outcome";

    private readonly Meter _meter = new(TracedLlmTelemetry.MeterName);

    public DeliveryMetrics(DeliveryLedger ledger)
    {
        _meter.CreateObservableCounter(
            "tracedllm.export.started", () => Each(ledger, static counts => counts.Started), "{span}", "Spans that were to go to a backend.");
        _meter.CreateObservableCounter(
            "tracedllm.export.spans", () => Outcomes(ledger), "{span}", "Spans of a backend by what became of them: exported, sampled_out, queue_full, too_large, rejected, expired, shutdown, damaged.");
        _meter.CreateObservableUpDownCounter(
            "tracedllm.export.in_flight", () => Each(ledger, static counts => counts.InFlight), "{span}", "Spans of a backend that wait, on disk too.");
        _meter.CreateObservableUpDownCounter(
            "tracedllm.export.held", () => ledger.SpansHeld, "{span}", "Ended spans of requests that are not settled.");
        _meter.CreateObservableUpDownCounter(
            "tracedllm.export.queue_size", () => ledger.Backends.Select(static backend => new Measurement<long>(backend.Budget.Used, NameOf(backend))), "By", "Memory that the spans of a backend take.");
        _meter.CreateObservableCounter(
            "tracedllm.export.spool.damaged", () => ledger.Spool?.Damaged.Bytes ?? 0, "By", "Bytes of the spool that could not be read.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each(DeliveryLedger ledger, Func<BackendCounts, long> count) =>
        ledger.Backends.Select(backend => new Measurement<long>(count(backend.Ledger.Counts()), NameOf(backend)));

    private static IEnumerable<Measurement<long>> Outcomes(DeliveryLedger ledger)
    {
        foreach (var backend in ledger.Backends)
        {
            var counts = backend.Ledger.Counts();
            yield return Measure(counts.Exported, "exported");
            yield return Measure(counts.SampledOut, "sampled_out");
            foreach (var reason in DropReasons.All)
            {
                yield return Measure(counts.Dropped[(int)reason], DropReasons.Name(reason));
            }

            Measurement<long> Measure(long spans, string outcome) => new(spans, NameOf(backend), new(Outcome, outcome));
        }
    }

    private static KeyValuePair<string, object?> NameOf(BackendDelivery backend) => new(Backend, backend.Ledger.Name);
}

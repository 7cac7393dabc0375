using System.Diagnostics.Metrics;

namespace TracedLlm.Export.Delivery;

/// <summary>The ledger as metrics.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    private readonly Meter _meter = new(TracedLlmTelemetry.MeterName);

    public DeliveryMetrics(DeliveryLedger ledger)
    {
        DeliveryInstruments.Started.CreateObservableCounter(_meter, () => Each(ledger, static counts => counts.Started));
        DeliveryInstruments.Spans.CreateObservableCounter(_meter, () => Outcomes(ledger));
        DeliveryInstruments.InFlight.CreateObservableUpDownCounter(_meter, () => Each(ledger, static counts => counts.InFlight));
        DeliveryInstruments.Held.CreateObservableUpDownCounter(_meter, () => [new(ledger.SpansHeld)]);
        DeliveryInstruments.QueueSize.CreateObservableUpDownCounter(
            _meter, () => ledger.Backends.Select(static backend => new Measurement<long>(backend.Budget.Used, CreateTag(backend))));
        DeliveryInstruments.SpoolDamaged.CreateObservableCounter(_meter, () => [new(ledger.Spool?.Damaged.Bytes ?? 0)]);
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each(DeliveryLedger ledger, Func<BackendCounts, long> count) =>
        ledger.Backends.Select(backend => new Measurement<long>(count(backend.Ledger.Counts()), CreateTag(backend)));

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

            Measurement<long> Measure(long spans, string outcome) => new(spans, CreateTag(backend), new(DeliveryInstruments.Outcome, outcome));
        }
    }

    private static KeyValuePair<string, object?> CreateTag(BackendDelivery backend) => new(DeliveryInstruments.Backend, backend.Ledger.Name);
}

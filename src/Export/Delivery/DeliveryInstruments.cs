using TracedLlm.Facts;
using TracedLlm.Metrics;

namespace TracedLlm.Export.Delivery;

/// <summary>The instruments of the export: the ledger, and what was decided about traces and destinations.</summary>
internal static class DeliveryInstruments
{
    /// <summary>The attribute with the name of the backend.</summary>
    public const string Backend = "tracedllm.backend";

    /// <summary>The attribute that says what became of a span.</summary>
    public const string Outcome = "tracedllm.export.outcome";

    public static readonly InstrumentFacts Started = new(
        "tracedllm.export.started", InstrumentKind.ObservableCounter, "{span}", "Spans that were to go to a backend.")
    {
        Attributes = [Backend],
    };

    public static readonly InstrumentFacts Spans = new(
        "tracedllm.export.spans", InstrumentKind.ObservableCounter, "{span}", "Spans of a backend by what became of them: `exported`, `sampled_out`, `queue_full`, `too_large`, `rejected`, `expired`, `shutdown`, `damaged`.")
    {
        Attributes = [Backend, Outcome],
    };

    public static readonly InstrumentFacts InFlight = new(
        "tracedllm.export.in_flight", InstrumentKind.ObservableUpDownCounter, "{span}", "Spans of a backend that wait, on disk too.")
    {
        Attributes = [Backend],
    };

    public static readonly InstrumentFacts Held = new(
        "tracedllm.export.held", InstrumentKind.ObservableUpDownCounter, "{span}", "Ended spans of requests that are not settled.");

    public static readonly InstrumentFacts QueueSize = new(
        "tracedllm.export.queue_size", InstrumentKind.ObservableUpDownCounter, "By", "Memory that the spans of a backend take.")
    {
        Attributes = [Backend],
    };

    public static readonly InstrumentFacts SpoolDamaged = new(
        "tracedllm.export.spool.damaged", InstrumentKind.ObservableCounter, "By", "Bytes of the [spool](spool.md) that could not be read.");

    public static readonly InstrumentFacts DestinationsIgnored = new(
        "tracedllm.destinations.ignored", InstrumentKind.Counter, "{destination}", "[Destinations](tenants.md#ignored-destinations) of keys, teams and requests that were ignored, by backend and reason.")
    {
        Attributes = ["backend", "reason", HttpAttributes.ErrorType],
    };

    public static readonly InstrumentFacts DecidedEarly = new(
        "tracedllm.sampling.decided_early", InstrumentKind.Counter, "{request}", "Requests whose trace was decided by its ratio before their end, because the [held spans](sampling.md#held-spans) took too much memory.");

    /// <summary>All rows.</summary>
    public static IReadOnlyList<InstrumentFacts> All { get; } = [Started, Spans, InFlight, Held, QueueSize, SpoolDamaged, DestinationsIgnored, DecidedEarly];
}

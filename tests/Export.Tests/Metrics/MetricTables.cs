using TracedLlm.Export.Delivery;
using TracedLlm.Metrics;

namespace TracedLlm.Export.Tests.Metrics;

/// <summary>The tables of instruments of both packages.</summary>
internal static class MetricTables
{
    public static IEnumerable<InstrumentFacts> All => [.. InstrumentTable.OfRequests, .. InstrumentTable.OfTracing, .. DeliveryInstruments.All];
}

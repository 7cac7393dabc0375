using TracedLlm.Testing.Metrics;

namespace TracedLlm.Export.Tests.Tenants;

/// <summary>Sums what <c>tracedllm.destinations.ignored</c> counts in the whole process, until it is disposed: as <c>backend reason count, …</c>, ordered.</summary>
internal sealed class IgnoredDestinations : CountedMeasurements
{
    public IgnoredDestinations()
        : base(namesInstrument: false, "destinations.ignored")
    {
    }
}

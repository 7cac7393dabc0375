using TracedLlm.Testing.Metrics;

namespace TracedLlm.Tests.Metadata;

/// <summary>Sums what <c>tracedllm.metadata.dropped</c> counts in the whole process, until it is disposed: as <c>reason key count, …</c>, ordered.</summary>
internal sealed class DroppedValues : CountedMeasurements
{
    public DroppedValues()
        : base(namesInstrument: false, "metadata.dropped")
    {
    }
}

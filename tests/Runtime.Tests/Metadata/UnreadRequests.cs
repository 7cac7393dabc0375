using TracedLlm.Testing.Metrics;

namespace TracedLlm.Tests.Metadata;

/// <summary>Sums what <c>tracedllm.request.unread</c> counts in the whole process, until it is disposed: as <c>reason key count, …</c>, ordered.</summary>
internal sealed class UnreadRequests : CountedMeasurements
{
    public UnreadRequests()
        : base(namesInstrument: false, "request.unread")
    {
    }
}

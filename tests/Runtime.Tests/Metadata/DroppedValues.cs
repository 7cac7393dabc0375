namespace TracedLlm.Tests.Metadata;

/// <summary>What <c>tracedllm.metadata.dropped</c> counts while it lives, in the whole process.</summary>
internal sealed class DroppedValues : CountedValues
{
    public DroppedValues()
        : base("tracedllm.metadata.dropped")
    {
    }
}

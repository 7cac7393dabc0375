namespace TracedLlm.Delivery.Tests;

/// <summary>Tests that look at what the whole process takes, or take much of it themselves: they run one after another and alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SequentialTests
{
    public const string Name = "alone";
}

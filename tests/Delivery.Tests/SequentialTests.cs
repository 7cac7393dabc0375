namespace TracedLlm.Delivery.Tests;

/// <summary>The collection of tests that measure the whole process or use much of it; they run sequentially.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SequentialTests
{
    public const string Name = "alone";
}

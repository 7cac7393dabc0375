namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>The collection of tests that share one gateway.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGateway : ICollectionFixture<RunningGateway>
{
    public const string Name = "one gateway";
}

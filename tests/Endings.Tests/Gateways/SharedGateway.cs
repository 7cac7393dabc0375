namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>The tests that share the one gateway.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGateway : ICollectionFixture<RunningGateway>
{
    public const string Name = "one gateway";
}

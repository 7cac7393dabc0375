namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>The collection of tests that share one gateway with all backends.</summary>
[CollectionDefinition(Name)]
public sealed class AllBackends : ICollectionFixture<GatewayOfAllBackends>
{
    public const string Name = "all backends";
}

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>Tests of what one gateway has sent to every backend.</summary>
[CollectionDefinition(Name)]
public sealed class AllBackends : ICollectionFixture<GatewayOfAllBackends>
{
    public const string Name = "all backends";
}

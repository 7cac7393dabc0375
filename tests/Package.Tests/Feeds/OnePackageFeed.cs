namespace TracedLlm.Package.Tests.Feeds;

/// <summary>Tests of the same packages, which are packed once; one after another, since each builds.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OnePackageFeed : ICollectionFixture<PackageFeed>
{
    public const string Name = "package-feed";
}

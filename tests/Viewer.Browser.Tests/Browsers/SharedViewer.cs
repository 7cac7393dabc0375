// All tests look at one gateway, which some of them send requests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>The tests that share one browser and one gateway.</summary>
[CollectionDefinition(Name)]
public sealed class SharedViewer : ICollectionFixture<ViewerFixture>
{
    public const string Name = "viewer";
}

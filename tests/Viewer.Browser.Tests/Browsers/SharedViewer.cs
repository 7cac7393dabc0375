// The pages are measured, so that no two tests run at the same time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>The tests that share one browser and one gateway.</summary>
[CollectionDefinition(Name)]
public sealed class SharedViewer : ICollectionFixture<ViewerFixture>
{
    public const string Name = "viewer";
}

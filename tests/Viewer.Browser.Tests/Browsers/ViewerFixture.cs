namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>One browser and one gateway for all tests of the collection.</summary>
public sealed class ViewerFixture : ExampleViewer, IAsyncLifetime;

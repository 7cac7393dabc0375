namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>A test that drives Chromium; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}

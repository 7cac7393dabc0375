namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>A test with cases that drives Chromium; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing;
}

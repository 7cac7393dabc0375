namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>The result of axe-core for one state of a page.</summary>
internal sealed class AxeResult
{
    /// <summary>The number of rules that found elements to check and no violation.</summary>
    public int Checks { get; set; }

    /// <summary>The rules that elements violate, with these elements.</summary>
    public string[] Violations { get; set; } = [];
}

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>A fix after which the finding is still there.</summary>
public sealed class NeverDoneFix : BadNameFix
{
    /// <inheritdoc/>
    protected override string Replacement => "BadBad";
}

namespace TracedLlm.Analyzers.Tests.Examples;

/// <summary>The facts of an example that the test of all examples walks over.</summary>
public interface IRuleExample
{
    /// <summary>The ids of the findings in the wrong code.</summary>
    IEnumerable<string> Ids { get; }

    /// <summary>The fix, if the rule has one.</summary>
    Type? Fix { get; }
}

using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>The short form of <see cref="RuleTest{TAnalyzer}"/>.</summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
public static class RuleVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>A finding of the rule's only descriptor, or of the descriptor with this id.</summary>
    /// <param name="id">The id, if the rule has several descriptors.</param>
    public static ExpectedFinding Diagnostic(string? id = null) =>
        new(new TAnalyzer().SupportedDiagnostics.Single(rule => id is null || rule.Id == id));

    /// <summary>Requires exactly the findings of markup and <paramref name="expected"/>.</summary>
    /// <param name="source">The code, with markup.</param>
    /// <param name="expected">Further findings, or details of the findings at <c>{|#0:…|}</c>.</param>
    public static Task VerifyAnalyzerAsync(string source, params ExpectedFinding[] expected)
    {
        var test = new RuleTest<TAnalyzer> { TestCode = source };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }
}

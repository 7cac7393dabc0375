using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>The short form of <see cref="RuleFixTest{TAnalyzer, TCodeFix}"/>.</summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
/// <typeparam name="TCodeFix">Its fix.</typeparam>
public static class FixVerifier<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <inheritdoc cref="RuleVerifier{TAnalyzer}.Diagnostic"/>
    public static ExpectedFinding Diagnostic(string? id = null) => RuleVerifier<TAnalyzer>.Diagnostic(id);

    /// <inheritdoc cref="RuleVerifier{TAnalyzer}.VerifyAnalyzerAsync"/>
    public static Task VerifyAnalyzerAsync(string source, params ExpectedFinding[] expected) =>
        RuleVerifier<TAnalyzer>.VerifyAnalyzerAsync(source, expected);

    /// <summary>Requires the findings of the markup, and that the fix gives the fixed code, applied one by one and to all findings.</summary>
    /// <param name="source">The code, with markup.</param>
    /// <param name="fixedSource">The code after the fix, with markup for the remaining findings.</param>
    public static Task VerifyCodeFixAsync(string source, string fixedSource) => VerifyCodeFixAsync(source, [], fixedSource);

    /// <inheritdoc cref="VerifyCodeFixAsync(string, string)"/>
    /// <param name="source">The code, with markup.</param>
    /// <param name="expected">Further findings, or details of the findings at <c>{|#0:…|}</c>.</param>
    /// <param name="fixedSource">The code after the fix, with markup for the remaining findings.</param>
    public static Task VerifyCodeFixAsync(string source, ExpectedFinding[] expected, string fixedSource)
    {
        var test = new RuleFixTest<TAnalyzer, TCodeFix> { TestCode = source, FixedCode = fixedSource };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }
}

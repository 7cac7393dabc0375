using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Testing.Roslyn.Examples;

namespace TracedLlm.Analyzers.Tests.Examples;

/// <summary>The example of a rule with a fix. The first fix of the wrong code makes the right code.</summary>
/// <typeparam name="TAnalyzer">The rule.</typeparam>
/// <typeparam name="TCodeFix">Its fix.</typeparam>
public abstract class FixExample<TAnalyzer, TCodeFix> : RuleExample<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <inheritdoc/>
    public override Type Fix => typeof(TCodeFix);

    /// <summary>The fix makes the right code, for one finding after the other and for all findings of the document, the project and the solution.</summary>
    [Fact]
    public Task The_fix_makes_the_right_code() => FixAsync(Right);

    /// <summary>Requires that a fix of the wrong code makes this code.</summary>
    /// <param name="fixedCode">The code, with markup for findings that remain.</param>
    /// <param name="key">The key of the fix, if it is not the first one.</param>
    protected Task FixAsync(string fixedCode, string? key = null) => new GatewayCodeFixTest<TAnalyzer, TCodeFix>
    {
        TestCode = Wrong,
        FixedCode = fixedCode,
        CodeActionEquivalenceKey = key,
    }.RunAsync();
}

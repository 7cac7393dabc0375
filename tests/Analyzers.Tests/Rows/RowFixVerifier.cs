using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Rows;

/// <summary>A <see cref="RowVerifier{TAnalyzer}"/> that also verifies fixes, each row for itself.</summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
/// <typeparam name="TCodeFix">Its fix.</typeparam>
internal static class RowFixVerifier<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <inheritdoc cref="RuleVerifier{TAnalyzer}.Diagnostic"/>
    public static ExpectedFinding Diagnostic(string? id = null) => RuleVerifier<TAnalyzer>.Diagnostic(id);

    /// <inheritdoc cref="RowVerifier{TAnalyzer}.VerifyAnalyzerAsync(string, string, string)"/>
    public static Task VerifyAnalyzerAsync(string source, [CallerMemberName] string method = "", [CallerFilePath] string file = "") =>
        RowVerifier<TAnalyzer>.VerifyAnalyzerAsync(source, method, file);

    /// <inheritdoc cref="RowVerifier{TAnalyzer}.VerifyAnalyzerAsync(string, ExpectedFinding, string, string)"/>
    public static Task VerifyAnalyzerAsync(string source, ExpectedFinding expected, [CallerMemberName] string method = "", [CallerFilePath] string file = "") =>
        RowVerifier<TAnalyzer>.VerifyAnalyzerAsync(source, expected, method, file);

    /// <summary>Requires exactly the findings of markup, <paramref name="first"/> and <paramref name="second"/>.</summary>
    public static Task VerifyAnalyzerAsync(string source, ExpectedFinding first, ExpectedFinding second, [CallerMemberName] string method = "", [CallerFilePath] string file = "") =>
        RowVerifier<TAnalyzer>.VerifyAnalyzerAsync(source, first, second, method, file);

    /// <inheritdoc cref="FixVerifier{TAnalyzer, TCodeFix}.VerifyCodeFixAsync(string, string)"/>
    public static Task VerifyCodeFixAsync(string source, string fixedSource) => FixVerifier<TAnalyzer, TCodeFix>.VerifyCodeFixAsync(source, fixedSource);
}

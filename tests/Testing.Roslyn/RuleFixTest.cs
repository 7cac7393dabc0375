using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A <see cref="FixTest{TAnalyzer, TCodeFix}"/> in the project of a gateway.</summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
/// <typeparam name="TCodeFix">The fix under test.</typeparam>
public class RuleFixTest<TAnalyzer, TCodeFix> : FixTest<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>A test in the project of a gateway.</summary>
    public RuleFixTest()
    {
        ReferencedAssemblies = Gateway.ReferencedAssemblies;
        TestState.Sources.Add(Gateway.Usings);
        FixedState.Sources.Add(Gateway.Usings);
    }

    /// <inheritdoc cref="RuleTest{TAnalyzer}.EditorConfig"/>
    public string EditorConfig
    {
        init => TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n\n[*.cs]\n{value}\n"));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Type> GetSourceGenerators() => Gateway.SourceGenerators;
}

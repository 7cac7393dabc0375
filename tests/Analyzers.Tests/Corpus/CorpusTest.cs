using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Corpus;

/// <summary>An application with all rules on.</summary>
internal sealed class CorpusTest : RuleTest<TracedMethodNotPartial>
{
    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => AllRules.Analyzers;

    protected override CSharpCompilationOptions CreateCompilationOptions() => base.CreateCompilationOptions().WithOutputKind(OutputKind.ConsoleApplication);
}

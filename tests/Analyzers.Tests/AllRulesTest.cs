using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests;

/// <summary>The project of a gateway with all rules on.</summary>
internal sealed class AllRulesTest : RuleTest<TracedMethodNotPartial>
{
    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => AllRules.Analyzers;
}

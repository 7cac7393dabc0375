using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests;

/// <summary>A gateway's project with all rules on, as its author has it.</summary>
internal sealed class AllRulesTest : RuleTest<TracedMethodNotPartial>
{
    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => AllRules.Analyzers;
}

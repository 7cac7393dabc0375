using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3002: a traced method whose <c>…Core</c> is missing or has another signature.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CoreMismatch : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = TracedMethodRules.NoCore;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => TracedMethods.Report(Rule, start));
    }
}

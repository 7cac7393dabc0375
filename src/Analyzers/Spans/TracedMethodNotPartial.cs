using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3001: a traced method, or a type around it, that is not partial.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TracedMethodNotPartial : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = TracedMethodRules.NotPartial;

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

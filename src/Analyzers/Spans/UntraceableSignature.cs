using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3003: a traced method whose signature hides the end of the work, or that the generator cannot write.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UntraceableSignature : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = TracedMethodRules.Untraceable;

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

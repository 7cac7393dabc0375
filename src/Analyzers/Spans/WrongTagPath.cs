using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3007: a span attribute whose value cannot be read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongTagPath : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = TracedMethodRules.UnreadableTag;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start => TracedMethods.Report(Rule, start));
    }
}

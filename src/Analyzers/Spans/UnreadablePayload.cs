using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Payloads;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3009: a payload map, or a property of one, that cannot be read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadablePayload : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = PayloadRules.Unreadable;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => PayloadTypeReports.Report(Rule, start));
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Payloads;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1003: a key, path or attribute that is mapped twice.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MappedTwice : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = PayloadRules.MappedTwice;

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

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>TLM2003: a filter or an order of catch clauses that keeps a guardrail's exception from being recorded.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnrecordedBlock : DiagnosticAnalyzer
{
    /// <summary>The documentation id of the guardrail's exception, if the finding is a filter that excludes it.</summary>
    internal const string LeftOut = "left out";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM2003",
        "Unrecorded guardrail exception",
        "'{1}', thrown by a guardrail, skips the catch clause that records failures; {0}",
        "TracedLlm.FailurePath",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "One catch clause of a try statement records failures. If its filter excludes a guardrail's exception, or an earlier clause catches that exception and does not record it, the block is the only failure without a record.",
        RuleDocumentation.Link("TLM2003"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (FailurePathCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code)
            {
                start.RegisterSemanticModelAction(context => Report(context, code));
            }
        });
    }

    private static void Report(SemanticModelAnalysisContext context, FailurePathCode code)
    {
        foreach (var group in code.Skipped(context.CancellationToken)
            .Where(skipped => skipped.Place.SyntaxTree == context.SemanticModel.SyntaxTree)
            .GroupBy(static skipped => (skipped.Place, skipped.Thrown.Type))
            .OrderBy(static group => group.Key.Place.SpanStart))
        {
            var skipped = group.First();
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                skipped.Place.GetLocation(),
                group.Select(static one => one.Throw.GetLocation()),
                skipped.IsFilter ? ImmutableDictionary<string, string?>.Empty.Add(LeftOut, skipped.Thrown.Type.OriginalDefinition.GetDocumentationCommentId()) : null,
                skipped.IsFilter ? "let this filter accept the type" : "record the exception in this clause",
                skipped.Thrown.Type.Name));
        }
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Flow;
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
            if (FailurePathCode.Get(start.Compilation) is { } code)
            {
                start.RegisterOperationAction(operation => Report(operation, code), OperationKind.Try);
            }
        });
    }

    private static void Report(OperationAnalysisContext context, FailurePathCode code)
    {
        var attempt = (ITryOperation)context.Operation;
        var cancellationToken = context.CancellationToken;
        if (attempt.Catches.FirstOrDefault(clause => Records(clause, code, cancellationToken)) is not { } recorder)
        {
            return;
        }

        var reported = new HashSet<(SyntaxNode, ISymbol)>();
        foreach (var thrown in code.GuardrailExceptions.ThrownIn(attempt))
        {
            var (place, reason, isFilter) = Gap(attempt, recorder, thrown, code, cancellationToken);
            if (place is not null && reported.Add((place, thrown.Type)))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule,
                    place.GetLocation(),
                    isFilter ? ImmutableDictionary<string, string?>.Empty.Add(LeftOut, thrown.Type.OriginalDefinition.GetDocumentationCommentId()) : null,
                    reason,
                    thrown.Type.Name));
            }
        }
    }

    private static (SyntaxNode? Place, string? Reason, bool IsFilter) Gap(ITryOperation attempt, ICatchClauseOperation recorder, ThrownType thrown, FailurePathCode code, CancellationToken cancellationToken)
    {
        foreach (var clause in attempt.Catches)
        {
            if (CatchClause.IsRecordingFilter(clause, code.Symbols) && CatchClause.TakesType(clause, thrown) != TriState.False)
            {
                return default;
            }

            var takes = CatchClause.Takes(clause, thrown, code.Traced.Code, code.Symbols, cancellationToken);
            if (takes == TriState.False)
            {
                continue;
            }

            return takes == TriState.True && Hides(clause, thrown, code, cancellationToken) && !IsLeftOut(recorder, thrown, code, cancellationToken)
                ? (((CatchClauseSyntax)clause.Syntax).Declaration?.Type, "record the exception in this clause", false)
                : takes == TriState.True && Hides(clause, thrown, code, cancellationToken) ? Filter(recorder) : default;
        }

        return IsLeftOut(recorder, thrown, code, cancellationToken) && PassesUnrecorded(attempt, recorder, thrown, code, cancellationToken)
            ? Filter(recorder)
            : default;
    }

    private static (SyntaxNode? Place, string? Reason, bool IsFilter) Filter(ICatchClauseOperation recorder) =>
        (((CatchClauseSyntax)recorder.Syntax).Filter?.FilterExpression, "let this filter accept the type", true);

    /// <summary>Whether only the filter of the recording clause excludes the exception.</summary>
    private static bool IsLeftOut(ICatchClauseOperation recorder, ThrownType thrown, FailurePathCode code, CancellationToken cancellationToken) =>
        !CatchClause.IsRecordingFilter(recorder, code.Symbols)
        && CatchClause.TakesType(recorder, thrown) == TriState.True
        && CatchClause.Filters(recorder, thrown, code.Traced.Code, code.Symbols, cancellationToken) == TriState.False;

    /// <summary>Whether no outer clause records the exception, or the exception leaves the route and the failure log does not log it.</summary>
    private static bool PassesUnrecorded(ITryOperation attempt, ICatchClauseOperation recorder, ThrownType thrown, FailurePathCode code, CancellationToken cancellationToken)
    {
        if (code.Traced.FunctionOf(attempt.Syntax) is not { } function)
        {
            return false;
        }

        var ends = code.Flow.EndsOf(attempt, function, thrown, cancellationToken).ToList();
        return ends.Exists(end => end.Clause is { } clause ? Hides(clause, thrown, code, cancellationToken) : code.Logs(recorder.Handler, cancellationToken) && !code.HasOutermostLog);
    }

    // The author of a clause for exactly this type meant this exception.
    private static bool Hides(ICatchClauseOperation clause, ThrownType thrown, FailurePathCode code, CancellationToken cancellationToken) =>
        !SymbolEqualityComparer.Default.Equals(clause.ExceptionType, thrown.Type)
        && !CatchClause.Throws(clause)
        && !Records(clause, code, cancellationToken);

    private static bool Records(ICatchClauseOperation clause, FailurePathCode code, CancellationToken cancellationToken) =>
        CatchClause.IsRecordingFilter(clause, code.Symbols)
        || code.Records(clause.Handler, cancellationToken)
        || code.Logs(clause.Handler, cancellationToken);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Flow.Exceptions;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds the try statements of traced code that record failures, and the guardrails' exceptions that they do not record.</summary>
internal sealed class SkippedRecords(FailurePathCode code)
{
    public ImmutableArray<SkippedRecord> Find(CancellationToken cancellationToken) =>
    [
        .. (from thrown in code.GuardrailExceptions(cancellationToken).Thrown
            from step in code.Ways.StepsOf(thrown.Site, thrown.Function, thrown.Type, cancellationToken)
            from attempt in AttemptsAround(step.Site.Syntax)
            let gap = Gap(attempt, step, thrown.Type, cancellationToken)
            where gap.Place is not null
            select new SkippedRecord(gap.Place!, gap.IsFilter, thrown.Site.Syntax, thrown.Type)).Distinct(),
    ];

    private static IEnumerable<TryStatementSyntax> AttemptsAround(SyntaxNode site)
    {
        for (var node = site; node.Parent is { } parent and not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax); node = parent)
        {
            if (parent is TryStatementSyntax { Catches.Count: > 0 } attempt && attempt.Block == node)
            {
                yield return attempt;
            }
        }
    }

    private (SyntaxNode? Place, bool IsFilter) Gap(TryStatementSyntax attempt, ExceptionStep step, ThrownType thrown, CancellationToken cancellationToken)
    {
        var clauses = attempt.Catches.Select(clause => (Syntax: clause, Operation: OperationOf(clause, cancellationToken))).ToList();
        var recorder = clauses.Find(clause => clause.Operation is not null && Records(clause.Operation, cancellationToken));
        if (recorder.Operation is null)
        {
            return default;
        }

        var isLeftOut = IsLeftOut(recorder.Syntax, recorder.Operation, step, thrown);
        foreach (var (clause, operation) in clauses)
        {
            if (operation is null || (CatchClause.IsRecordingFilter(operation, code.Symbols) && Takes(operation, thrown) != TriState.False))
            {
                return default;
            }

            if (!step.Outcome.Offers.TryGetValue(clause, out var offer) || !offer.Enters)
            {
                continue;
            }

            return offer.Passes || !Hides(operation, thrown, cancellationToken) ? default
                : isLeftOut ? (recorder.Syntax.Filter?.FilterExpression, true)
                : (clause.Declaration?.Type, false);
        }

        return isLeftOut && PassesUnrecorded(attempt, recorder.Operation, step, thrown, cancellationToken)
            ? (recorder.Syntax.Filter?.FilterExpression, true)
            : default;
    }

    /// <summary>Whether only the filter of the recording clause excludes the exception.</summary>
    private bool IsLeftOut(CatchClauseSyntax clause, ICatchClauseOperation recorder, ExceptionStep step, ThrownType thrown) =>
        recorder.Filter is not null
        && !CatchClause.IsRecordingFilter(recorder, code.Symbols)
        && Takes(recorder, thrown) == TriState.True
        && step.Outcome.Offers.TryGetValue(clause, out var offer)
        && !offer.Enters;

    /// <summary>Whether no outer clause records the exception, or the exception leaves the route and no log around the routes takes it.</summary>
    private bool PassesUnrecorded(TryStatementSyntax attempt, ICatchClauseOperation recorder, ExceptionStep step, ThrownType thrown, CancellationToken cancellationToken) =>
        code.Traced.FunctionOf(attempt, cancellationToken) is { } function
        && code.Traced.Code.ModelOf(attempt.SyntaxTree).GetOperation(attempt, cancellationToken) is { } operation
        && code.Ways.StepsOf(operation, function, thrown, cancellationToken).Any(end =>
            (!end.Leaves && end.Outcome.KeptBy.Any(clause => OperationOf(clause, cancellationToken) is { } keeper && Hides(keeper, thrown, cancellationToken)))
            || (end.LeavesRoute && code.Logs(recorder.Handler, cancellationToken) && !code.OuterLogs(cancellationToken).Logs(cancellationToken).Any(static log => log.IsMarked)));

    private ICatchClauseOperation? OperationOf(CatchClauseSyntax clause, CancellationToken cancellationToken) =>
        code.Traced.Code.ModelOf(clause.SyntaxTree).GetOperation(clause, cancellationToken) as ICatchClauseOperation;

    private static TriState Takes(ICatchClauseOperation clause, ThrownType thrown) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } ? TriState.True : thrown.Is(clause.ExceptionType);

    // The author of a clause for exactly this type meant this exception.
    private bool Hides(ICatchClauseOperation clause, ThrownType thrown, CancellationToken cancellationToken) =>
        !SymbolEqualityComparer.Default.Equals(clause.ExceptionType, thrown.Type)
        && !CatchClause.Throws(clause)
        && !Records(clause, cancellationToken);

    private bool Records(ICatchClauseOperation clause, CancellationToken cancellationToken) =>
        CatchClause.IsRecordingFilter(clause, code.Symbols)
        || code.Records(clause.Handler, cancellationToken)
        || code.Logs(clause.Handler, cancellationToken);
}

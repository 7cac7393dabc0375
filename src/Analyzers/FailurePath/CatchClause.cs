using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>What a catch clause says.</summary>
internal static class CatchClause
{
    /// <summary>The local that holds the exception; <see langword="null"/> if it has no name.</summary>
    public static ILocalSymbol? Local(ICatchClauseOperation clause) =>
        clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation declarator ? declarator.Symbol : null;

    /// <summary>Whether its type is that of all exceptions.</summary>
    public static bool TakesAll(ICatchClauseOperation clause, FailureSymbols symbols) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } || GatewaySymbols.Same(clause.ExceptionType, symbols.Exception);

    /// <summary>Whether an exception of a type gets past the clause's own type.</summary>
    public static Truth TakesType(ICatchClauseOperation clause, ThrownType thrown) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } ? Truth.True : thrown.Is(clause.ExceptionType);

    /// <summary>Whether the clause catches an exception of a type, by its own type and its filter.</summary>
    public static Truth Takes(ICatchClauseOperation clause, ThrownType thrown, CompilationCode code, FailureSymbols symbols, CancellationToken cancellationToken)
    {
        var takes = TakesType(clause, thrown);
        return takes == Truth.False || clause.Filter is null ? takes
            : Filters(clause, thrown, code, symbols, cancellationToken) is var passes && passes == Truth.False ? Truth.False
            : takes == Truth.True ? passes
            : Truth.Unknown;
    }

    /// <summary>How its filter turns out for an exception of a type. Recording is a filter that never passes.</summary>
    public static Truth Filters(ICatchClauseOperation clause, ThrownType thrown, CompilationCode code, FailureSymbols symbols, CancellationToken cancellationToken)
    {
        if (clause.Filter is not { } filter)
        {
            return Truth.True;
        }

        if (IsRecordingFilter(clause, symbols))
        {
            return Truth.False;
        }

        var tests = new ExceptionTests(code, symbols, thrown, cancellationToken);
        if (Local(clause) is { } local)
        {
            tests.Set(local, TestedValue.Exception);
        }

        return tests.Test(filter);
    }

    public static bool IsRecordingFilter(ICatchClauseOperation clause, FailureSymbols symbols) =>
        clause.Filter is { } filter && filter.DescendantsAndSelf().Any(symbols.IsRecording);

    /// <summary>Whether its last statement throws on what it caught.</summary>
    public static bool Rethrows(ICatchClauseOperation clause) =>
        clause.Handler.Operations.LastOrDefault() is { } last && IsRethrow(last is IExpressionStatementOperation statement ? statement.Operation : last, Local(clause));

    /// <summary>Whether it may throw anything.</summary>
    public static bool Throws(ICatchClauseOperation clause) =>
        CallGraph.OwnOperations(clause.Handler).Any(static operation => operation is IThrowOperation || IsDispatch(operation));

    private static bool IsRethrow(IOperation operation, ILocalSymbol? local) => operation switch
    {
        IThrowOperation { Exception: null } => true,
        IThrowOperation { Exception: { } exception } => IsLocal(exception, local),
        _ => IsDispatch(operation),
    };

    private static bool IsLocal(IOperation exception, ILocalSymbol? local) => exception switch
    {
        IConversionOperation conversion => IsLocal(conversion.Operand, local),
        ILocalReferenceOperation reference => GatewaySymbols.Same(reference.Local, local),
        _ => false,
    };

    private static bool IsDispatch(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Throw", ContainingType.Name: "ExceptionDispatchInfo" } };
}

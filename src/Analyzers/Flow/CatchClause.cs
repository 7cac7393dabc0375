using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>Reads the type, the filter and the block of a catch clause.</summary>
internal static class CatchClause
{
    /// <summary>The local that holds the exception; <see langword="null"/> if it has no name.</summary>
    public static ILocalSymbol? Local(ICatchClauseOperation clause) =>
        clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation declarator ? declarator.Symbol : null;

    /// <summary>Whether the clause catches exceptions of every type.</summary>
    public static bool TakesAll(ICatchClauseOperation clause, FailureSymbols symbols) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } || GatewaySymbols.Same(clause.ExceptionType, symbols.Exception);

    /// <summary>Whether the type of the clause accepts an exception of a type.</summary>
    public static TriState TakesType(ICatchClauseOperation clause, ThrownType thrown) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } ? TriState.True : thrown.Is(clause.ExceptionType);

    /// <summary>Whether the type and the filter of the clause accept an exception of a type.</summary>
    public static TriState Takes(ICatchClauseOperation clause, ThrownType thrown, CompilationCode code, FailureSymbols symbols, CancellationToken cancellationToken)
    {
        var takes = TakesType(clause, thrown);
        return takes == TriState.False || clause.Filter is null ? takes
            : Filters(clause, thrown, code, symbols, cancellationToken) is var passes && passes == TriState.False ? TriState.False
            : takes == TriState.True ? passes
            : TriState.Unknown;
    }

    /// <summary>The result of its filter for an exception of a type. A filter that records never passes.</summary>
    public static TriState Filters(ICatchClauseOperation clause, ThrownType thrown, CompilationCode code, FailureSymbols symbols, CancellationToken cancellationToken)
    {
        if (clause.Filter is not { } filter)
        {
            return TriState.True;
        }

        if (IsRecordingFilter(clause, symbols))
        {
            return TriState.False;
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

    /// <summary>Whether its last statement rethrows the exception.</summary>
    public static bool Rethrows(ICatchClauseOperation clause) =>
        clause.Handler.Operations.LastOrDefault() is { } last && IsRethrow(last is IExpressionStatementOperation statement ? statement.Operation : last, Local(clause));

    /// <summary>Whether the block contains a throw.</summary>
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

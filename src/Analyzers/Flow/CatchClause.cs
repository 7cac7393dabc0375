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

    /// <summary>Whether its filter records the exception on a span. Such a filter never passes.</summary>
    public static bool IsRecordingFilter(ICatchClauseOperation clause, FailureSymbols symbols) =>
        clause.Filter is { } filter && filter.DescendantsAndSelf().Any(symbols.IsRecording);

    /// <summary>Whether the block contains a throw.</summary>
    public static bool Throws(ICatchClauseOperation clause) =>
        CallGraph.OwnOperations(clause.Handler).Any(static operation => operation is IThrowOperation || IsDispatch(operation));

    private static bool IsDispatch(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Throw", ContainingType.Name: "ExceptionDispatchInfo" } };
}

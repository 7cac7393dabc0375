using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises a function from which no exception escapes: all its work is in a try whose clause takes everything and throws nothing.</summary>
internal static class GuardedBody
{
    public static bool CatchesEverything(IOperation function, FailureSymbols symbols)
    {
        var operations = CallGraph.OwnOperations(function).Where(static operation => operation is IAwaitOperation or IInvocationOperation or IThrowOperation or IObjectCreationOperation).ToList();
        return operations.Exists(static operation => operation is IAwaitOperation)
            && operations.TrueForAll(operation => IsGuarded(operation, function, symbols) || (operation is not (IAwaitOperation or IThrowOperation) && IsInClause(operation, function)) || IsOfNestedFunction(operation, function));
    }

    private static bool IsGuarded(IOperation operation, IOperation function, FailureSymbols symbols)
    {
        for (var inner = operation; inner != function && inner.Parent is { } outer; inner = outer)
        {
            if (outer is ITryOperation attempt && attempt.Body == inner && attempt.Catches.Any(clause => TakesEverything(clause, symbols)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TakesEverything(ICatchClauseOperation clause, FailureSymbols symbols) =>
        CatchClause.TakesAll(clause, symbols) && clause.Filter is null && !CatchClause.Throws(clause);

    // Code that logs the exception.
    private static bool IsInClause(IOperation operation, IOperation function)
    {
        for (var outer = operation.Parent; outer is not null && outer != function; outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfNestedFunction(IOperation operation, IOperation function)
    {
        for (var outer = operation.Parent; outer is not null && outer != function; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

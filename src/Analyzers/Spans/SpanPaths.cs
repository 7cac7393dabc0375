using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Flow;

namespace TracedLlm.Analyzers.Spans;

/// <summary>
/// Whether the statements after the start of a span end it on every way out. Read statement by statement; where code is
/// written so that this cannot be told (an end in a loop, a switch or behind a jump), the span counts as ended.
/// </summary>
internal sealed class SpanPaths(SpanUses uses)
{
    private enum Way
    {
        GoesOn,
        Ended,
        Unknown,
    }

    /// <summary>The first operation that leaves with the span open, <see langword="null"/> if there is none.</summary>
    public IOperation? Leak { get; private set; }

    /// <summary>Reads what follows the declaration in its block.</summary>
    /// <returns>Whether the span may stay open.</returns>
    public bool MayStayOpen(IEnumerable<IOperation> statements, IOperation end)
    {
        if (Sequence(statements, isCaught: false, isCatch: false) == Way.GoesOn)
        {
            Leak ??= end;
        }

        return Leak is not null;
    }

    // isCaught: an exception goes to a catch of this function; isCatch: what a catch calls is not expected to throw again.
    private Way Sequence(IEnumerable<IOperation> statements, bool isCaught, bool isCatch)
    {
        foreach (var statement in statements)
        {
            if (Statement(statement, isCaught, isCatch) is not Way.GoesOn and var way)
            {
                return way;
            }
        }

        return Way.GoesOn;
    }

    private Way Statement(IOperation statement, bool isCaught, bool isCatch)
    {
        switch (statement)
        {
            case IBlockOperation block:
                return Sequence(block.Operations, isCaught, isCatch);
            case IUsingOperation @using when uses.IsEnd(@using):
                return Way.Ended;
            case IUsingOperation @using:
                Throw(@using.Resources, isCaught || isCatch);
                return Statement(@using.Body, isCaught, isCatch);
            case ITryOperation @try:
                return Try(@try, isCaught, isCatch);
            case IConditionalOperation choice:
                Throw(choice.Condition, isCaught || isCatch);
                return Choice(choice, isCaught, isCatch);
            case IExpressionStatementOperation when uses.EndsIn(statement):
                return Way.Ended;
            case IThrowOperation when isCaught:
                return Way.Ended;
            case IThrowOperation or IReturnOperation { Kind: OperationKind.Return } when !uses.EndsIn(statement):
            case IBranchOperation { BranchKind: not BranchKind.GoTo }:
                Leak ??= statement;
                return Way.Ended;
            case IBranchOperation or ILabeledOperation:
            case var _ when uses.EndsIn(statement):
                return Way.Unknown;
            case ILocalFunctionOperation:
                return Way.GoesOn;
        }

        Leak ??= Own(statement).FirstOrDefault(static operation => operation is IReturnOperation { Kind: OperationKind.Return });
        Throw(statement, isCaught || isCatch);
        return Way.GoesOn;
    }

    private Way Try(ITryOperation @try, bool isCaught, bool isCatch)
    {
        if (@try.Finally is { } last && uses.EndsIn(last))
        {
            return Way.Ended;
        }

        var catchesAll = @try.Catches.Any(static one => one.Filter is null && one.ExceptionType is null or { Name: "Exception" or "Object" });
        var ways = new List<Way> { Sequence(@try.Body.Operations, isCaught || catchesAll, isCatch) };
        ways.AddRange(@try.Catches.Select(one => Sequence(one.Handler.Operations, isCaught, isCatch: true)));

        // A second end is harmless, so an end on one path may be repeated on all paths.
        return ways.Contains(Way.Unknown) ? Way.Unknown : ways.Contains(Way.GoesOn) ? Way.GoesOn : Way.Ended;
    }

    private Way Choice(IConditionalOperation choice, bool isCaught, bool isCatch)
    {
        // A path without a span needs no end.
        var isThere = uses.IsThere(choice.Condition);
        var whenTrue = isThere == false ? Way.Ended : Statement(choice.WhenTrue, isCaught, isCatch);
        var whenFalse = isThere == true ? Way.Ended : choice.WhenFalse is { } other ? Statement(other, isCaught, isCatch) : Way.GoesOn;
        return isThere == true ? whenTrue
            : isThere == false ? whenFalse
            : whenTrue == whenFalse ? whenTrue
            : whenTrue == Way.Unknown || whenFalse == Way.Unknown ? Way.Unknown
            : Leaves(whenTrue == Way.Ended ? choice.WhenTrue : choice.WhenFalse!) ? Way.GoesOn
            : Way.Unknown;
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation { Operations: { Length: > 0 } inner } => Leaves(inner[inner.Length - 1]),
        IReturnOperation or IThrowOperation or IBranchOperation => true,
        _ => false,
    };

    // Awaits and calls, except calls on the span and calls that do not usually throw.
    private void Throw(IOperation operation, bool isCaught)
    {
        if (!isCaught)
        {
            Leak ??= Own(operation).FirstOrDefault(static inner => inner is IAwaitOperation or IThrowOperation || (inner is IInvocationOperation call && !IsHarmless(call)));
        }
    }

    private static bool IsHarmless(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { } type
        && (type.ContainingNamespace?.ToDisplayString() is "System.Diagnostics" or "TracedLlm"
            || type.SpecialType is SpecialType.System_String or SpecialType.System_Object
            || call.TargetMethod.Name is "ToString" or "GetHashCode" or "Equals");

    private static IEnumerable<IOperation> Own(IOperation operation)
    {
        if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
        {
            yield break;
        }

        yield return operation;
        foreach (var inner in operation.ChildOperations.SelectMany(Own))
        {
            yield return inner;
        }
    }
}

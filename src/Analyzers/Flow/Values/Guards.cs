using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The conditions under which a function runs its operations.</summary>
internal sealed class Guards(FunctionFlow function)
{
    private readonly Dictionary<IOperation, Condition> _conditions = [];
    private readonly Dictionary<IOperation, int> _open = [];

    private readonly Dictionary<IOperation, Condition> _behind = [];

    /// <summary>The condition under which the function runs an operation.</summary>
    public Condition Of(IOperation operation)
    {
        if (_conditions.TryGetValue(operation, out var known))
        {
            return known;
        }

        if (operation == function.Body || operation.Parent is not { } parent || !ExecutionStack.HasRoom())
        {
            return Condition.Always;
        }

        // While the condition is computed, its own tests may ask for it.
        if (_open.TryGetValue(operation, out var depth))
        {
            function.Recursion.Use(depth);
            return Condition.Always;
        }

        var opened = function.Recursion.Open();
        _open.Add(operation, opened.Depth);
        Condition? condition = null;
        try
        {
            condition = Of(parent).And(In(parent, operation));
            return condition;
        }
        finally
        {
            _open.Remove(operation);
            if (function.Recursion.Close(opened) && condition is not null)
            {
                _conditions[operation] = condition;
            }
        }
    }

    /// <summary>The condition under which an operation runs one of its parts.</summary>
    private Condition In(IOperation parent, IOperation part)
    {
        switch (parent)
        {
            case IConditionalOperation choice when part == choice.WhenTrue:
                return function.Tests.Read(choice.Condition);
            case IConditionalOperation choice when part == choice.WhenFalse:
                return function.Tests.Read(choice.Condition).Not();
            case ICoalesceOperation coalesce when part == coalesce.WhenNull:
                return Test.Of(TestKind.IsPresent, function.ValuesOf(coalesce.Value)).Not();
            case ICoalesceAssignmentOperation coalesce when part == coalesce.Value:
                return Test.Of(TestKind.IsPresent, function.ValuesOf(coalesce.Target)).Not();
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when part == both.RightOperand:
                return function.Tests.Read(both.LeftOperand);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when part == either.RightOperand:
                return function.Tests.Read(either.LeftOperand).Not();
            case ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } arm when part == arm.Value:
                return function.Tests.Selects(choice, arm);
            case ISwitchCaseOperation { Parent: ISwitchOperation choice } section when section.Body.Contains(part):
                return function.Tests.Selects(choice, section).And(Behind(section.Body, part));
            case IBlockOperation block:
                return Behind(block.Operations, part);
            case ICatchClauseOperation clause:
                return Condition.Other($"catch {clause.Syntax.SpanStart}");
            default:
                return Condition.Always;
        }
    }

    /// <summary>The condition under which the statements in front of a statement let it run.</summary>
    private Condition Behind(ImmutableArray<IOperation> statements, IOperation part)
    {
        // The conditions of two statements share the condition of the statements in front of both.
        var (condition, isComplete) = (Condition.Always, true);
        for (var i = 1; i < statements.Length && statements[i - 1] != part; i++)
        {
            if (_behind.TryGetValue(statements[i], out var known))
            {
                condition = known;
                continue;
            }

            var opened = function.Recursion.Open();
            condition = condition.And(Behind(statements[i - 1]));
            isComplete &= function.Recursion.Close(opened);
            if (isComplete)
            {
                _behind[statements[i]] = condition;
            }
        }

        return condition;
    }

    /// <summary>The condition under which a statement lets the next one run.</summary>
    private Condition Behind(IOperation statement)
    {
        if (statement is IConditionalOperation choice)
        {
            var ends = Ends(choice.WhenTrue);
            var otherEnds = choice.WhenFalse is { } other && Ends(other);
            return ends && !otherEnds ? function.Tests.Read(choice.Condition).Not()
                : otherEnds && !ends ? function.Tests.Read(choice.Condition)
                : Condition.Always;
        }

        return statement is ISwitchOperation or ITryOperation or ILoopOperation && statement.Descendants().Any(static inner => inner is IReturnOperation)
            ? Condition.Other($"behind {statement.Syntax.SpanStart}")
            : Condition.Always;
    }

    private static bool Ends(IOperation statement) => statement switch
    {
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && Ends(last),
        IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IConditionalOperation { WhenFalse: { } other } choice => Ends(choice.WhenTrue) && Ends(other),
        _ => false,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>What the code after the start of a span does with the variable that holds it.</summary>
internal sealed class SpanUses
{
    private readonly ILocalSymbol _local;
    private readonly HashSet<IOperation> _ends = [];

    private SpanUses(ILocalSymbol local) => _local = local;

    /// <summary>Whether other code may end the span, because the code passes, assigns, returns or captures it.</summary>
    public bool Escapes { get; private set; }

    public bool HasEnds => _ends.Count > 0;

    public static SpanUses Find(ILocalSymbol local, IOperation body, SpanSymbols symbols)
    {
        var uses = new SpanUses(local);
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local))
            {
                uses.Add(reference, body, symbols);
            }
        }

        return uses;
    }

    /// <summary>Whether <paramref name="operation"/> ends the span.</summary>
    public bool IsEnd(IOperation operation) => _ends.Contains(operation);

    /// <summary>Whether the span is ended somewhere inside.</summary>
    public bool EndsIn(IOperation operation) => operation.DescendantsAndSelf().Any(IsEnd);

    /// <summary>Whether <paramref name="condition"/> asks if there is a span at all, and the answer that means there is.</summary>
    public bool? IsThere(IOperation condition) => condition switch
    {
        IIsPatternOperation { Pattern: var pattern, Value: var value } when IsLocal(value) => pattern switch
        {
            INegatedPatternOperation { Pattern: IConstantPatternOperation } => true,
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => false,
            IRecursivePatternOperation => true,
            _ => null,
        },
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } different when IsComparedWithNull(different) => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } same when IsComparedWithNull(same) => false,
        _ => null,
    };

    private bool IsComparedWithNull(IBinaryOperation comparison) =>
        (IsLocal(comparison.LeftOperand) && IsNull(comparison.RightOperand)) || (IsLocal(comparison.RightOperand) && IsNull(comparison.LeftOperand));

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };

    private bool IsLocal(IOperation operation) => operation switch
    {
        IConversionOperation conversion => IsLocal(conversion.Operand),
        ILocalReferenceOperation reference => GatewaySymbols.Same(reference.Local, _local),
        _ => false,
    };

    private void Add(ILocalReferenceOperation reference, IOperation body, SpanSymbols symbols)
    {
        if (IsInFunctionWithin(reference, body))
        {
            Escapes = true;
            return;
        }

        IOperation value = reference;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation conversion:
                    value = conversion;
                    break;
                case IInvocationOperation call when call.Instance == value:
                    if (IsEndCall(call, symbols))
                    {
                        _ends.Add(call);
                        return;
                    }

                    if (call.TargetMethod.Name == "EndWith")
                    {
                        Escapes = true;
                        return;
                    }

                    if (!symbols.IsSpan(call.Type))
                    {
                        return;
                    }

                    value = call;
                    break;
                case IConditionalAccessOperation access when access.Operation == value:
                    AddConditional(access, symbols);
                    return;
                case IUsingOperation @using when @using.Resources == value:
                    _ends.Add(@using);
                    return;
                case IPropertyReferenceOperation property when property.Instance == value && !symbols.IsSpan(property.Type):
                case IIsPatternOperation { Pattern: INegatedPatternOperation or IConstantPatternOperation }:
                case IBinaryOperation:
                case IExpressionStatementOperation:
                    return;
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return;
                default:
                    // Any other use may pass the span on.
                    Escapes = true;
                    return;
            }
        }
    }

    private void AddConditional(IConditionalAccessOperation access, SpanSymbols symbols)
    {
        var calls = access.WhenNotNull.DescendantsAndSelf().OfType<IInvocationOperation>().ToList();
        if (calls.Find(call => symbols.IsSpan(call.Instance?.Type) && IsEndCall(call, symbols)) is { } end)
        {
            _ends.Add(end);
        }
        else if (symbols.IsSpan(access.Type) && access.Parent is not IExpressionStatementOperation)
        {
            Escapes = true;
        }
    }

    private static bool IsEndCall(IInvocationOperation call, SpanSymbols symbols) =>
        call.TargetMethod.Name is "End" or "Dispose" or "Stop" && symbols.IsSpan(call.Instance?.Type);

    private static bool IsInFunctionWithin(IOperation operation, IOperation body)
    {
        for (var outer = operation.Parent; outer is not null && outer != body; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises the negative result of a probe: the clause returns another constant, or another object of the same type, than a success.</summary>
internal static class ProbeResult
{
    /// <summary>Whether the clause returns <see langword="false"/>, in itself or in a local that the function returns, and code outside the clause returns another value; or whether both return constants of one kind that differ.</summary>
    public static bool IsNegative(ICatchClauseOperation clause, IOperation function)
    {
        var returned = Returned(function).Where(one => !clause.Syntax.Span.Contains(one.Syntax.Span)).ToList();
        return CallGraph.OwnOperations(clause.Handler).Any(operation => operation switch
        {
            IReturnOperation { ReturnedValue: { } value } => (IsDenial(value) && returned.Exists(static one => !IsDenial(one))) || returned.Exists(one => IsOther(value, one)),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Value: var value } => IsDenial(value) && returned.Exists(one => IsLocal(one, local.Local)),
            _ => false,
        });
    }

    private static IEnumerable<IOperation> Returned(IOperation function) =>
        CallGraph.OwnOperations(function).OfType<IReturnOperation>().Select(static one => one.ReturnedValue).OfType<IOperation>();

    // "up" and "down", new Status(name, true) and new Status(name, false)
    private static bool IsOther(IOperation value, IOperation success) => (Plain(value), Plain(success)) switch
    {
        ({ ConstantValue: { HasValue: true, Value: { } one } }, { ConstantValue: { HasValue: true, Value: { } other } }) => one.GetType() == other.GetType() && !one.Equals(other),
        (IObjectCreationOperation one, IObjectCreationOperation other) =>
            GatewaySymbols.Same(one.Constructor, other.Constructor)
            && one.Arguments.Zip(other.Arguments, static (left, right) => (left.Value, right.Value)).Any(static pair => IsOther(pair.Item1, pair.Item2)),
        (ITupleOperation one, ITupleOperation other) =>
            one.Elements.Length == other.Elements.Length && one.Elements.Zip(other.Elements, static (left, right) => (left, right)).Any(static pair => IsOther(pair.left, pair.right)),
        _ => false,
    };

    private static IOperation Plain(IOperation value) => value switch
    {
        IConversionOperation conversion => Plain(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: { Length: 1 } arguments } => Plain(arguments[0].Value),
        _ => value,
    };

    private static bool IsDenial(IOperation value) => value switch
    {
        IConversionOperation conversion => IsDenial(conversion.Operand),
        ITupleOperation tuple => tuple.Elements.Any(IsDenial),
        IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: { Length: 1 } arguments } => IsDenial(arguments[0].Value),
        _ => value.ConstantValue is { HasValue: true, Value: false },
    };

    private static bool IsLocal(IOperation value, ILocalSymbol local) => value switch
    {
        IConversionOperation conversion => IsLocal(conversion.Operand, local),
        ITupleOperation tuple => tuple.Elements.Any(element => IsLocal(element, local)),
        _ => value is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local),
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises the clause of a probe: its answer is another one of the same kind, <see langword="false"/> where a success is <see langword="true"/>.</summary>
internal static class ToldFailure
{
    /// <summary>Whether the clause returns <see langword="false"/>, in itself or in a local that the function returns, and code outside the clause returns another value.</summary>
    public static bool Is(ICatchClauseOperation clause, IOperation function)
    {
        var returned = Returned(function).Where(one => !clause.Syntax.Span.Contains(one.Syntax.Span)).ToList();
        return CallGraph.OwnOperations(clause.Handler).Any(operation => operation switch
        {
            IReturnOperation { ReturnedValue: { } value } => IsDenial(value) && returned.Exists(static one => !IsDenial(one)),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Value: var value } => IsDenial(value) && returned.Exists(one => IsLocal(one, local.Local)),
            _ => false,
        });
    }

    private static IEnumerable<IOperation> Returned(IOperation function) =>
        CallGraph.OwnOperations(function).OfType<IReturnOperation>().Select(static one => one.ReturnedValue).OfType<IOperation>();

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

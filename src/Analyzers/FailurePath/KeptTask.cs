using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises methods that keep the task that they return: in a field, or in a collection of running work. Other code awaits it there.</summary>
internal static class KeptTask
{
    private static readonly HashSet<string> Adders = ["Add", "TryAdd", "Enqueue", "Push", "AddOrUpdate", "GetOrAdd", "TryWrite", "AddLast", "Insert"];

    // What the caller discards is the same task in another form.
    private static readonly HashSet<string> Wrappers = ["ConfigureAwait", "AsTask", "Preserve", "Unwrap", "WaitAsync", "FromResult"];

    /// <summary>Whether the body of a method returns or awaits a task that it keeps.</summary>
    public static bool IsKeptBy(IOperation body, FailureSymbols symbols)
    {
        var operations = CallGraph.OwnOperations(body).ToList();
        return operations.Exists(operation => operation switch
        {
            IReturnOperation { ReturnedValue: { } returned } => symbols.IsTask(returned.Type) && IsKept(returned, operations),
            IAwaitOperation awaited => IsKept(awaited.Operation, operations),
            _ => false,
        });
    }

    private static bool IsKept(IOperation task, List<IOperation> operations) => task switch
    {
        IConversionOperation conversion => IsKept(conversion.Operand, operations),
        ICoalesceOperation choice => IsKept(choice.Value, operations) || IsKept(choice.WhenNull, operations),
        IConditionalOperation { WhenFalse: { } otherwise } choice => IsKept(choice.WhenTrue, operations) || IsKept(otherwise, operations),
        IAssignmentOperation assignment => IsPlace(assignment.Target) || IsKept(assignment.Value, operations),
        IMemberReferenceOperation member => IsPlace(member),
        IInvocationOperation call when Wrappers.Contains(call.TargetMethod.Name) && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } inner => IsKept(inner, operations),
        IInvocationOperation { Instance: { } receiver } call => Adders.Contains(call.TargetMethod.Name) && IsPlace(receiver),
        ILocalReferenceOperation { Local: var local } => operations.Exists(operation => Keeps(operation, local, operations)),
        _ => false,
    };

    private static bool Keeps(IOperation operation, ILocalSymbol local, List<IOperation> operations) => operation switch
    {
        IAssignmentOperation { Value: var value } assignment when IsOf(value, local) => IsPlace(assignment.Target),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Value: var value } when GatewaySymbols.Same(target.Local, local) && value is not ILocalReferenceOperation => IsKept(value, operations),
        IVariableDeclaratorOperation declarator when GatewaySymbols.Same(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value is { } value and not ILocalReferenceOperation && IsKept(value, operations),
        IInvocationOperation { Instance: { } receiver } call => Adders.Contains(call.TargetMethod.Name) && IsPlace(receiver) && call.Arguments.Any(argument => IsOf(argument.Value, local)),
        _ => false,
    };

    private static bool IsOf(IOperation value, ILocalSymbol local) => value switch
    {
        IConversionOperation conversion => IsOf(conversion.Operand, local),
        _ => value is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local),
    };

    /// <summary>Whether an expression is a place that outlives the call: a field, a property of the gateway's own, or an element or value in one.</summary>
    private static bool IsPlace(IOperation target) => target switch
    {
        IConversionOperation conversion => IsPlace(conversion.Operand),
        IFieldReferenceOperation => true,
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner } => IsPlace(owner),
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation or IParameterReferenceOperation } => true,
        IPropertyReferenceOperation { Property.Name: "Value", Instance: { } owner } => IsPlace(owner),
        IArrayElementReferenceOperation element => IsPlace(element.ArrayReference),
        _ => false,
    };
}

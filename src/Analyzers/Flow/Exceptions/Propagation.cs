using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Finds the places where an exception of a call, or of a lambda, surfaces in the code around it.</summary>
internal static class Propagation
{
    private static readonly string[] SameTask = ["ConfigureAwait", "AsTask", "WhenAll", "WhenAny", "WaitAsync", "Unwrap", "GetAwaiter", "GetResult"];

    // Methods of the platform that run a delegate before they return, or when their result is read, which is nearly always in the same function.
    private static readonly string[] RunningTypes = ["Enumerable", "Array", "List", "Parallel", "ParallelEnumerable", "Dictionary", "ConcurrentDictionary"];

    /// <summary>The places where the exception of a call is thrown. An exception in a task is thrown only where the code awaits or returns the task.</summary>
    public static IEnumerable<IOperation> SitesOf(IOperation call, FailureSymbols symbols)
    {
        if (!symbols.IsTask(call.Type) || IsAwaited(call))
        {
            return [call];
        }

        return LocalThatHolds(call) is { } local
            ? ReferencesTo(local, call).Where(static reference => IsAwaited(reference))
            : [];
    }

    /// <summary>Whether the task is awaited or returned at once, alone or together with others.</summary>
    public static bool IsAwaited(IOperation task) => task.Parent switch
    {
        IAwaitOperation or IReturnOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var name } call } => SameTask.Contains(name) && IsAwaitedOrTaken(call, name),
        IInvocationOperation { TargetMethod.Name: var name } call when call.Instance == task => SameTask.Contains(name) && IsAwaitedOrTaken(call, name),
        IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation => IsAwaited(task.Parent),
        _ => false,
    };

    /// <summary>The local variable that a value is assigned to.</summary>
    public static ILocalSymbol? LocalThatHolds(IOperation value) => value.Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.Value == value => target.Local,
        IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation => LocalThatHolds(value.Parent),
        _ => null,
    };

    /// <summary>The uses of a local variable in the function around some code.</summary>
    public static IEnumerable<IOperation> ReferencesTo(ILocalSymbol local, IOperation code)
    {
        var root = code;
        while (root.Parent is { } outer)
        {
            root = outer;
        }

        return root.Descendants().Where(operation => operation is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local));
    }

    /// <summary>The argument that hands a delegate on.</summary>
    public static IArgumentOperation? ArgumentOf(IOperation value)
    {
        var parent = value.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent as IArgumentOperation;
    }

    /// <summary>Whether a method of another assembly runs a delegate that it is given, as far as its call shows.</summary>
    public static bool RunsHere(IInvocationOperation call) =>
        IsAwaited(call) || (RunningTypes.Contains(call.TargetMethod.ContainingType.Name) && call.TargetMethod.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal));

    /// <summary>The calls of a delegate parameter in the body of its method.</summary>
    public static IEnumerable<IInvocationOperation> CallsOf(IParameterSymbol parameter, IOperation body) =>
        body.Descendants().OfType<IInvocationOperation>().Where(call =>
            call.TargetMethod.MethodKind == MethodKind.DelegateInvoke && call.Instance is IParameterReferenceOperation reference && GatewaySymbols.Same(reference.Parameter, parameter));

    private static bool IsAwaitedOrTaken(IInvocationOperation call, string name) => name == "GetResult" || IsAwaited(call);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>Decides whether an exception of a call reaches the code around the call.</summary>
internal static class Propagation
{
    private static readonly string[] SameTask = ["ConfigureAwait", "AsTask", "WhenAll", "WaitAsync", "Unwrap"];

    /// <summary>Whether <paramref name="operation"/> throws at its place. A task does so only if the code awaits or returns it.</summary>
    public static bool IsDirect(IOperation operation, FailureSymbols symbols) => !symbols.IsTask(operation.Type) || IsAwaited(operation);

    /// <summary>Whether the task is awaited or returned at once, alone or together with others.</summary>
    public static bool IsAwaited(IOperation task) => task.Parent switch
    {
        IAwaitOperation or IReturnOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var name } call } => SameTask.Contains(name) && IsAwaited(call),
        IInvocationOperation { TargetMethod.Name: var name } call when call.Instance == task => SameTask.Contains(name) && IsAwaited(call),
        IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation => IsAwaited(task.Parent),
        _ => false,
    };

    /// <summary>Whether the code awaits or returns the call that receives and runs the lambda.</summary>
    public static bool IsRunHere(IOperation lambda)
    {
        var value = lambda.Parent;
        while (value is IDelegateCreationOperation or IConversionOperation)
        {
            value = value.Parent;
        }

        return value is IArgumentOperation { Parent: IInvocationOperation call } && IsAwaited(call);
    }
}

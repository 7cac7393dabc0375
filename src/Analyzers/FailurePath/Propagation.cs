using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Says whether what goes wrong in a call goes wrong in the code around it.</summary>
internal static class Propagation
{
    private static readonly string[] SameTask = ["ConfigureAwait", "AsTask", "WhenAll", "WaitAsync", "Unwrap"];

    /// <summary>Whether <paramref name="operation"/> throws where it stands: a task does so only where it is awaited or returned.</summary>
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

    /// <summary>Whether a lambda is run by the call that it is handed to, which is awaited or returned.</summary>
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

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds the tasks that a statement starts and discards.</summary>
internal static class DiscardedTask
{
    // Methods that return a task or an awaitable that ends with their receiver.
    private static readonly string[] Wrappers = ["ConfigureAwait", "AsTask", "Preserve", "Unwrap", "WaitAsync"];

    /// <summary>The call whose task a statement discards or stores in a local that the code never reads; <see langword="null"/> if there is no such call.</summary>
    public static IInvocationOperation? Find(IOperation statement) => statement switch
    {
        IExpressionStatementOperation expression => Dropped(expression.Operation),
        IVariableDeclaratorOperation { Symbol.Type.Name: "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" } declarator
            when IsStatement(declarator) && declarator.GetVariableInitializer()?.Value is { } value && Called(value) is { } call && !IsRead(declarator) => call,
        _ => null,
    };

    /// <summary>The calls that start the work of a discarded call: the call itself, its antecedent, or the tasks that it joins.</summary>
    public static IEnumerable<IInvocationOperation> StartedBy(IInvocationOperation call)
    {
        if (Wrapped(call) is { } wrapped)
        {
            return IsObserving(call) ? [] : Called(wrapped) is { } inner ? StartedBy(inner) : [];
        }

        return IsJoin(call.TargetMethod)
            ? call.Arguments.SelectMany(static argument => Elements(argument.Value)).Select(Called).OfType<IInvocationOperation>().SelectMany(StartedBy)
            : [call];
    }

    /// <summary>The continuations of a discarded call.</summary>
    public static IEnumerable<IOperation> Continuations(IInvocationOperation call)
    {
        for (var current = call; current is not null && Wrapped(current) is { } wrapped; current = Called(wrapped))
        {
            foreach (var argument in current.Arguments)
            {
                yield return argument;
            }
        }
    }

    private static IInvocationOperation? Dropped(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IDiscardOperation } discarded => Called(discarded.Value),
        _ => Called(operation),
    };

    private static IInvocationOperation? Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call,
        IConversionOperation conversion => Called(conversion.Operand),
        IParenthesizedOperation parenthesized => Called(parenthesized.Operand),
        _ => null,
    };

    private static IOperation? Wrapped(IInvocationOperation call) =>
        (Wrappers.Contains(call.TargetMethod.Name) || call.TargetMethod.Name == "ContinueWith")
        && call.TargetMethod.ContainingType is { Name: "Task" or "ValueTask" or "TaskExtensions" }
            ? call.Instance ?? call.Arguments[0].Value
            : null;

    // A continuation that reads its task sees the exception of the task.
    private static bool IsObserving(IInvocationOperation call) =>
        call.TargetMethod.Name == "ContinueWith"
        && call.Arguments.Any(static argument => argument.Value is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }
            ? argument.Value is IDelegateCreationOperation
            : CallGraph.OwnOperations(lambda.Body).Any(operation => operation is IParameterReferenceOperation reference && GatewaySymbols.Same(reference.Parameter, lambda.Symbol.Parameters[0])));

    private static bool IsJoin(IMethodSymbol method) => method is { Name: "WhenAll" or "WhenAny", IsStatic: true, ContainingType.Name: "Task" };

    private static IEnumerable<IOperation> Elements(IOperation tasks) => tasks switch
    {
        IConversionOperation conversion => Elements(conversion.Operand),
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        ICollectionExpressionOperation collection => collection.Elements,
        _ => [tasks],
    };

    // Not a resource of a using statement, nor the variable of a for.
    private static bool IsStatement(IVariableDeclaratorOperation declarator) =>
        declarator.Parent is IVariableDeclarationOperation { Declarators.Length: 1, Parent: IVariableDeclarationGroupOperation { Parent: IBlockOperation } };

    private static bool IsRead(IVariableDeclaratorOperation declarator)
    {
        var block = declarator.Parent!.Parent!.Parent!;
        return block.Descendants().Any(operation => operation is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, declarator.Symbol));
    }
}

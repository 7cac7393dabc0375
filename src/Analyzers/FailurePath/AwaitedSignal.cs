using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises work whose end the code awaits through an object that both share: a channel that the work completes, a completion source, a semaphore.</summary>
internal static class AwaitedSignal
{
    private static readonly HashSet<string> Signals =
    [
        "Channel", "ChannelWriter", "TaskCompletionSource", "SemaphoreSlim", "CountdownEvent", "ManualResetEventSlim", "BlockingCollection", "Pipe", "PipeWriter", "AsyncCountdownEvent", "AsyncManualResetEvent",
    ];

    /// <summary>Whether a function waits, after a call, for an object that the started work uses.</summary>
    /// <param name="started">The call that starts the work.</param>
    /// <param name="work">The code of the work besides the call itself.</param>
    public static bool Exists(IOperation started, IEnumerable<IOperation> work)
    {
        var root = started;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        var operations = root.DescendantsAndSelf().ToList();
        var signals = new HashSet<ISymbol>(
            started.DescendantsAndSelf().Concat(work).Where(static operation => IsSignal(operation.Type)).Select(operation => Origin(operation, operations)).OfType<ISymbol>(),
            SymbolEqualityComparer.Default);
        return signals.Count > 0 && operations.Exists(operation =>
            operation.Syntax.SpanStart > started.Syntax.Span.End
            && Waited(operation) is { } waited
            && waited.DescendantsAndSelf().Any(one => Origin(one, operations) is { } origin && signals.Contains(origin)));
    }

    private static IOperation? Waited(IOperation operation) => operation switch
    {
        IAwaitOperation awaited => awaited.Operation,
        IForEachLoopOperation loop => loop.Collection,
        IReturnOperation returned => returned.ReturnedValue,
        IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } signal } => signal,
        _ => null,
    };

    private static bool IsSignal(ITypeSymbol? type) => type is not null && Signals.Contains(type.Name);

    /// <summary>The local, parameter or field behind a signal, its writer, its reader or its task.</summary>
    private static ISymbol? Origin(IOperation? operation, List<IOperation> operations, int steps = 4) => operation switch
    {
        _ when steps == 0 => null,
        IConversionOperation conversion => Origin(conversion.Operand, operations, steps),
        IFieldReferenceOperation field => field.Field,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IPropertyReferenceOperation { Property.Name: "Writer" or "Reader" or "Task" or "Completion" } property => Origin(property.Instance, operations, steps - 1),
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property => property.Property,
        ILocalReferenceOperation { Local: var local } => Initial(local, operations) is IPropertyReferenceOperation part ? Origin(part, operations, steps - 1) ?? local : local,
        _ => null,
    };

    private static IOperation? Initial(ILocalSymbol local, List<IOperation> operations) =>
        operations.OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => GatewaySymbols.Same(declarator.Symbol, local))?.GetVariableInitializer()?.Value;
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Calls;

/// <summary>
/// Finds the handlers that a mediator runs: <c>mediator.Send(new CreateMessage(body))</c> runs the <c>Handle</c> of the type that
/// implements <c>IRequestHandler&lt;CreateMessage, …&gt;</c>. A mediator finds its handler by the type of the message at run time.
/// </summary>
internal sealed class MediatedCalls
{
    private static readonly ImmutableHashSet<string> Senders =
        ["Send", "SendAsync", "Publish", "PublishAsync", "Dispatch", "DispatchAsync", "Query", "QueryAsync", "Execute", "ExecuteAsync", "Invoke", "InvokeAsync", "Ask", "AskAsync", "Request", "RequestAsync", "CreateStream", "InvokeForAsync"];

    // IRequestHandler<,>, ICommandHandler<>, IHandle<>, IConsumer<>, IUseCase<,>
    private static readonly ImmutableArray<string> Handlers = ["Handle", "Consume", "UseCase"];

    private readonly Computed<ILookup<ISymbol, IMethodSymbol>> _handlers;

    private readonly CompilationCode _code;

    private MediatedCalls(CompilationCode code)
    {
        _code = code;
        _handlers = new(code.Lock, FindHandlers);
    }

    public static MediatedCalls Get(CompilationCode code) => code.Get(static (code, _) => new MediatedCalls(code), default);

    /// <summary>The handlers that a call of a mediator runs; empty for any other call.</summary>
    public IEnumerable<MediatedCall> HandlersOf(IInvocationOperation call, CancellationToken cancellationToken)
    {
        if (!Senders.Contains(call.TargetMethod.Name))
        {
            yield break;
        }

        foreach (var argument in call.Arguments)
        {
            if (Unconverted(argument.Value).Type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } message
                && SolutionAssemblies.Get(_code).Contains(message.ContainingAssembly, _code.Compilation))
            {
                foreach (var handler in _handlers.Get(cancellationToken)[message.OriginalDefinition])
                {
                    yield return new(handler, argument);
                }
            }
        }
    }

    private ILookup<ISymbol, IMethodSymbol> FindHandlers(CancellationToken cancellationToken)
    {
        var handlers = new List<(ISymbol Message, IMethodSymbol Method)>();
        foreach (var assembly in SolutionAssemblies.Get(_code).Below.Select(static lower => lower.Assembly).Prepend(_code.Compilation.Assembly))
        {
            foreach (var type in Dispatch.TypesIn(assembly.GlobalNamespace))
            {
                cancellationToken.ThrowIfCancellationRequested();
                handlers.AddRange(HandlersIn(type));
            }
        }

        return handlers.ToLookup(static handler => handler.Message, static handler => handler.Method, SymbolEqualityComparer.Default)!;
    }

    private static IEnumerable<(ISymbol Message, IMethodSymbol Method)> HandlersIn(INamedTypeSymbol type) =>
        from handler in type.AllInterfaces
        where handler.TypeArguments.Length > 0 && Handlers.Any(word => handler.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
        let message = handler.TypeArguments[0] as INamedTypeSymbol
        where message is { SpecialType: SpecialType.None }
        from member in handler.GetMembers().OfType<IMethodSymbol>()
        where member.Parameters.Length > 0 && SymbolEqualityComparer.Default.Equals(member.Parameters[0].Type, message)
        let method = type.FindImplementationForInterfaceMember(member) as IMethodSymbol
        where method is not null && !method.IsAbstract
        select ((ISymbol)message.OriginalDefinition, method.OriginalDefinition);

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation conversion ? Unconverted(conversion.Operand) : value;
}

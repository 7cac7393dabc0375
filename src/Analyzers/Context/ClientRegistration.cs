using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>The registration of a client: <c>services.AddHttpClient&lt;Provider&gt;(…)</c> and the calls chained to it.</summary>
/// <param name="Place">The call.</param>
/// <param name="Types">The types that receive the client.</param>
/// <param name="Name">Its name; <see langword="null"/> if it has the name of a type or a name that is not constant.</param>
/// <param name="MayBeTraced">Whether its calls are traced, or code that the rule does not see may trace them.</param>
/// <param name="Repeats">The handler that sends its requests again; <see langword="null"/> if there is none.</param>
internal sealed record ClientRegistration(CodePlace Place, IReadOnlyList<ITypeSymbol> Types, string? Name, bool MayBeTraced, string? Repeats)
{
    public static ClientRegistration Parse(IInvocationOperation call, HttpClientSymbols symbols, RetryingHandler retrying)
    {
        var types = new List<ITypeSymbol>(call.TargetMethod.TypeArguments);
        var chained = new List<IInvocationOperation>();
        var mayBeTraced = !IsSeen(call, types, chained, symbols, new(SymbolEqualityComparer.Default));
        var name = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name")?.Value.ConstantValue.Value as string;
        return new(CodePlace.PlaceOf(call.Syntax), types, name, mayBeTraced, chained.Select(retrying.NameIn).FirstOrDefault(static repeats => repeats is not null));
    }

    /// <summary>Whether <paramref name="origin"/> names this registration.</summary>
    public bool Is(ClientOrigin origin) =>
        (origin.Name is not null && origin.Name == Name)
        || (origin.Typed is { } typed && Types.Any(type => MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one.OriginalDefinition, typed))));

    // Follows the builder. Returns false if a call traces the client or if the builder leaves the readable code.
    private static bool IsSeen(IOperation builder, List<ITypeSymbol> types, List<IInvocationOperation> chained, HttpClientSymbols symbols, HashSet<ILocalSymbol> followed)
    {
        var use = builder.Parent;
        while (use is IConversionOperation or IArgumentOperation)
        {
            use = use.Parent;
        }

        switch (use)
        {
            case IExpressionStatementOperation:
                return true;

            case IInvocationOperation call when !symbols.Traces(call) && PipelineUses.IsKnown(call.TargetMethod):
                chained.Add(call);
                if (call.TargetMethod.Name == "AddTypedClient")
                {
                    types.AddRange(call.TargetMethod.TypeArguments);
                }

                return !symbols.IsBuilder(call.Type) || IsSeen(call, types, chained, symbols, followed);

            case IPropertyReferenceOperation:
                // The Services or Name property of the builder.
                return true;

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator }:
                // In incomplete code a local may be its own initial value.
                return !followed.Add(local) || Function(declarator).Descendants().OfType<ILocalReferenceOperation>().Where(reference => GatewaySymbols.Same(reference.Local, local)).All(reference => IsSeen(reference, types, chained, symbols, followed));

            default:
                return false;
        }
    }

    private static IOperation Function(IOperation operation)
    {
        while (operation.Parent is { } parent && operation is not IAnonymousFunctionOperation)
        {
            operation = parent;
        }

        return operation;
    }
}

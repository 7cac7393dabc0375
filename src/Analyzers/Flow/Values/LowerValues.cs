using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Layers;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>What the facts of referenced projects say about values.</summary>
internal sealed class LowerValues
{
    private readonly LowerLayers _layers;

    private LowerValues(CompilationCode code, CancellationToken cancellationToken) =>
        _layers = new(code, FactsOf, static facts => facts.Values is not null, cancellationToken);

    public static LowerValues Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new LowerValues(code, token), cancellationToken);

    public bool KnowsAny => !_layers.IsEmpty;

    /// <summary>The facts of a library about values.</summary>
    public static ImmutableArray<LayerMethodFacts> FactsOf(CompilationCode code, CancellationToken cancellationToken)
    {
        var flow = ValueFlow.Get(code);
        return
        [
            .. from method in LayerMethods.Get(code, cancellationToken).Methods
               where method.IsCalledAbove && MayHaveFacts(method.Written, flow, cancellationToken)
               let values = flow.FactsOf(method.Written, cancellationToken)
               where values is not null
               select new LayerMethodFacts(method.Id) { Implements = method.Implements, Values = values },
        ];
    }

    // A method that receives no part of a request and whose file names no field has nothing to do with metadata. Reading its calls
    // would read a large part of the library.
    private static bool MayHaveFacts(IMethodSymbol method, ValueFlow flow, CancellationToken cancellationToken) =>
        method.Parameters.Any(parameter => flow.Types.IsRequest(parameter.Type) || NamedAccess.IsObject(parameter.Type, flow.Symbols))
        || (flow.Code.PlaceOf(method) is { } place && SourceNames.IsIn(place.Tree, flow.Names.Words(cancellationToken), cancellationToken));

    public string? FactsOf(IMethodSymbol method)
    {
        // Of several implementations with different facts it is unknown which one runs.
        var texts = _layers.FactsOf(method).Select(static facts => facts.Values).OfType<string>().Distinct().ToList();
        return texts.Count == 1 ? texts[0] : null;
    }
}

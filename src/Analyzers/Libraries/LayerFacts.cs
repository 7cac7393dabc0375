using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Context;
using TracedLlm.Analyzers.Flow.Exceptions;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Layers;

namespace TracedLlm.Analyzers.Libraries;

/// <summary>All facts of a library about its methods.</summary>
internal static class LayerFacts
{
    /// <summary>The methods with facts, ordered by their documentation ids.</summary>
    public static ImmutableArray<LayerMethodFacts> Find(Compilation compilation, CancellationToken cancellationToken)
    {
        var code = CompilationCode.Get(compilation);
        if (LayerMethods.Get(code, cancellationToken).Methods.IsEmpty)
        {
            return [];
        }

        return
        [
            .. ExceptionFacts.Get(code, cancellationToken).Methods
                .Concat(LowerValues.FactsOf(code, cancellationToken))
                .Concat(ClientFacts.Get(code, cancellationToken).Methods)
                .GroupBy(static facts => facts.Method)
                .OrderBy(static facts => facts.Key, StringComparer.Ordinal)
                .Select(static facts => facts.Aggregate(static (one, other) => one.With(other))),
        ];
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Layers;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Which exceptions of a call leave a function, for the types that the code around the call tests for, and for others.</summary>
/// <param name="Others">Whether an exception of another type leaves.</param>
/// <param name="Tested">The types that the code tests for.</param>
internal sealed record OpenVerdicts(bool Others, ImmutableDictionary<INamedTypeSymbol, bool> Tested)
{
    public static readonly OpenVerdicts All = new(true, ImmutableDictionary.Create<INamedTypeSymbol, bool>(SymbolEqualityComparer.Default));

    public bool IsEverLeaving => Others || Tested.ContainsValue(true);

    /// <summary>The verdicts as text.</summary>
    public TypeVerdicts ToFacts() => new(
        Others,
        Tested.Where(static entry => entry.Key.OriginalDefinition.GetDocumentationCommentId() is not null)
            .ToImmutableDictionary(static entry => entry.Key.OriginalDefinition.GetDocumentationCommentId()!, static entry => entry.Value));
}

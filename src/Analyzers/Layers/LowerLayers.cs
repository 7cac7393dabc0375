using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Layers;

/// <summary>
/// The facts of all referenced projects: from their attributes in a build, computed from their code in an editor. A method without
/// facts is unknown, and rules are silent about it.
/// </summary>
internal sealed class LowerLayers
{
    private readonly CompilationCode _code;
    private readonly Dictionary<string, LayerMethodFacts> _methods = new(StringComparer.Ordinal);
    private readonly ILookup<string, LayerMethodFacts> _implementations;
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<LayerMethodFacts>> _found = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);

    /// <param name="code">The project that references others.</param>
    /// <param name="compute">Computes the facts of a referenced project from its code.</param>
    /// <param name="isAsked">Which facts are asked about.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public LowerLayers(CompilationCode code, Func<CompilationCode, CancellationToken, ImmutableArray<LayerMethodFacts>> compute, Func<LayerMethodFacts, bool> isAsked, CancellationToken cancellationToken)
    {
        _code = code;
        foreach (var (assembly, lower) in SolutionAssemblies.Get(code).Below)
        {
            foreach (var facts in lower is null ? LayerAttributes.Read(assembly) : compute(CompilationCode.Get(lower), cancellationToken))
            {
                if (isAsked(facts))
                {
                    _methods[facts.Method] = facts;
                }
            }
        }

        _implementations = _methods.Values
            .SelectMany(static facts => facts.Implements.Select(method => (method, facts)))
            .ToLookup(static pair => pair.method, static pair => pair.facts, StringComparer.Ordinal);
    }

    public IEnumerable<LayerMethodFacts> All => _methods.Values;

    public bool IsEmpty => _methods.Count == 0;

    /// <summary>The facts of the methods of referenced projects that a call of <paramref name="method"/> may run.</summary>
    public ImmutableArray<LayerMethodFacts> FactsOf(IMethodSymbol method)
    {
        var named = (method.ReducedFrom ?? method).OriginalDefinition;
        return IsEmpty ? [] : _found.GetOrAdd(named, symbol => symbol.GetDocumentationCommentId() is { } id ? [.. FactsOf(id)] : []);
    }

    /// <summary>The facts of the methods of referenced projects that an operation runs, directly or through a mediator.</summary>
    public IEnumerable<LayerMethodFacts> FactsOf(IOperation operation, CancellationToken cancellationToken)
    {
        if (IsEmpty)
        {
            return [];
        }

        var called = operation switch
        {
            IInvocationOperation call => MediatedCalls.Get(_code).HandlersOf(call, cancellationToken).Select(static handler => handler.Method).Prepend(call.TargetMethod),
            IObjectCreationOperation { Constructor: { } constructor } => [constructor],
            _ => [],
        };
        return called.Where(method => !_code.Declares(method)).SelectMany(method => FactsOf(method));
    }

    /// <inheritdoc cref="FactsOf(IMethodSymbol)"/>
    /// <param name="id">The documentation id of the called method.</param>
    public IEnumerable<LayerMethodFacts> FactsOf(string id) =>
        _methods.TryGetValue(id, out var facts) ? _implementations[id].Prepend(facts) : _implementations[id];

    /// <summary>The type of a documentation id; <see langword="null"/> if the project does not see the type.</summary>
    public INamedTypeSymbol? TypeOf(string id) =>
        _types.GetOrAdd(id, key => DocumentationCommentId.GetFirstSymbolForDeclarationId(key, _code.Compilation) as INamedTypeSymbol);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Layers;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>What the facts of referenced projects say about exceptions.</summary>
internal sealed class LowerExceptions : IForeignExceptions
{
    private readonly LowerLayers _layers;

    private LowerExceptions(CompilationCode code, CancellationToken cancellationToken)
    {
        _layers = new(code, static (lower, token) => ExceptionFacts.Get(lower, token).Methods, static facts => facts.HasExceptions, cancellationToken);
        Blocks = [.. _layers.All.SelectMany(static facts => facts.Blocks).Distinct().Select(_layers.TypeOf).OfType<INamedTypeSymbol>()];
    }

    public static LowerExceptions Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new LowerExceptions(code, token), cancellationToken);

    public bool KnowsAny => !_layers.IsEmpty;

    public ImmutableArray<ITypeSymbol> Blocks { get; }

    public ImmutableArray<ThrownType> ThrownBy(IOperation operation, CancellationToken cancellationToken) =>
        _layers.IsEmpty ? [] : [.. _layers.FactsOf(operation, cancellationToken).SelectMany(facts => ThrownBy(facts, [])).Distinct()];

    public bool RunsParameter(IMethodSymbol method, int ordinal) => _layers.FactsOf(method).Any(facts => facts.Runs.Contains(ordinal));

    public FailureLogFact? LogOf(IMethodSymbol method)
    {
        // Several logs implement one interface: which one runs is unknown.
        var logs = _layers.FactsOf(method).Select(static facts => facts.Logs).OfType<LogFact>().ToList();
        return logs.Count == 1 ? new FailureLogFact(logs[0].Accepts.Others, [.. TypesOf(logs[0].Accepts)]) : null;
    }

    private IEnumerable<(INamedTypeSymbol Type, bool Verdict)> TypesOf(TypeVerdicts verdicts) =>
        from entry in verdicts.Tested.OrderBy(static entry => entry.Key, StringComparer.Ordinal)
        let type = _layers.TypeOf(entry.Key)
        where type is not null
        select (type, entry.Value);

    private IEnumerable<ThrownType> ThrownBy(LayerMethodFacts facts, ImmutableHashSet<string> callers)
    {
        foreach (var thrown in facts.Throws)
        {
            if (_layers.TypeOf(thrown.Type) is { } type)
            {
                yield return new(type, thrown.IsExact);
            }
        }

        var around = callers.Add(facts.Method);
        var further = from call in facts.Calls
                      from callee in _layers.FactsOf(call.Method)
                      where !around.Contains(callee.Method)
                      from thrown in ThrownBy(callee, around)
                      where ThrownVerdict.Find(call.Leaves, thrown) == TriState.True
                      select thrown;
        foreach (var thrown in further)
        {
            yield return thrown;
        }
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>
/// One question: what does code do with an exception of one type? The answer is computed on the compiler's control flow
/// graphs, where patterns, switches, conditions, early returns, filters and finally blocks are all branches. A walk visits
/// every block that such an exception can reach; called functions of the compilation that receive the exception are walked too.
/// </summary>
/// <param name="code">The code.</param>
/// <param name="thrown">The type of the exception; <see langword="null"/> for an exception of any type, which may pass or fail every test.</param>
/// <param name="forced">A test whose result is given.</param>
/// <param name="cancellationToken">Cancels the walk.</param>
internal sealed class ExceptionWalk(ExceptionCode code, ThrownType? thrown, ForcedTest? forced, CancellationToken cancellationToken)
{
    private const int MaxDepth = 8;

    private readonly Dictionary<(CodePlace Function, string Given, bool IsTested), ExceptionOutcome> _called = [];
    private readonly HashSet<CodePlace> _running = [];
    private ExceptionWalk? _any;

    public ExceptionCode Code => code;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether properties such as <c>context.Exception</c> hold the exception.</summary>
    public bool ReadsContext { get; private set; }

    /// <summary>Whether the exception can have any type, so that the walk takes both ways at every test.</summary>
    public bool IsOfAny => thrown is null;

    /// <summary>The walk of an exception of any type.</summary>
    public ExceptionWalk Any => thrown is null && forced is null ? this : _any ??= new ExceptionWalk(code, thrown: null, forced: null, cancellationToken) { ReadsContext = ReadsContext };

    public ExceptionOutcome ThrownAt(CodePlace function, SyntaxNode site)
    {
        var outcome = new ExceptionOutcome();
        if (code.Graphs.GraphOf(function, cancellationToken) is not { } graph)
        {
            outcome.Leaves = true;
            return outcome;
        }

        new GraphWalk(this, graph, outcome).WalkFrom(site);
        return outcome;
    }

    /// <summary>Walks a function that is given the exception in a parameter, or in a property of one, such as <c>context.Exception</c>.</summary>
    public ExceptionOutcome Received(CodePlace function, IMethodSymbol method)
    {
        var outcome = new ExceptionOutcome();
        if (code.Graphs.GraphOf(function, cancellationToken) is not { } graph)
        {
            return outcome;
        }

        var state = ExceptionState.Empty;
        ReadsContext = !method.Parameters.Any(parameter => code.Symbols.IsException(parameter.Type));
        foreach (var parameter in method.Parameters)
        {
            state = state.With(parameter, !code.Symbols.IsException(parameter.Type) ? ExceptionState.UnknownOf(parameter.Type) : PossibleValues.Exception);
        }

        if (method.Parameters.FirstOrDefault(parameter => code.Symbols.IsException(parameter.Type)) is { } given
            && Test(graph.ParameterOf(given), given.Type, outcome) == PossibleValues.False)
        {
            return outcome;
        }

        new GraphWalk(this, graph, outcome).Walk(state);
        return outcome;
    }

    /// <summary>What a called function does; <see langword="null"/> if it is too deep or calls itself.</summary>
    public ExceptionOutcome? Called(CodePlace function, IMethodSymbol method, IReadOnlyList<PossibleValues> given, ExceptionState around)
    {
        var isLocal = method.MethodKind == MethodKind.LocalFunction;
        var key = (function, string.Join(",", given.Select(static value => (int)value)), around.IsTested);
        if (!isLocal && _called.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_running.Count >= MaxDepth || _running.Contains(function) || code.Graphs.GraphOf(function, cancellationToken) is not { } graph)
        {
            return null;
        }

        // A local function reads the variables around it.
        var state = isLocal ? around : ExceptionState.Empty with { IsTested = around.IsTested };
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            state = state.With(method.Parameters[i], i < given.Count ? given[i] : ExceptionState.UnknownOf(method.Parameters[i].Type));
        }

        var outcome = new ExceptionOutcome();
        _running.Add(function);
        new GraphWalk(this, graph, outcome).Walk(state);
        _running.Remove(function);
        if (!isLocal)
        {
            _called[key] = outcome;
        }

        return outcome;
    }

    /// <summary>The result of a test of the exception's type.</summary>
    public PossibleValues Test(SyntaxNode? test, ITypeSymbol? type, ExceptionOutcome outcome)
    {
        if (IsOfAll(type))
        {
            return PossibleValues.True;
        }

        var result = IsOf(type);
        return test is null ? result : Noted(test, result, type is INamedTypeSymbol named ? [named] : [], outcome);
    }

    /// <summary>The result of a test, as it is or as it is forced.</summary>
    public PossibleValues Noted(SyntaxNode test, PossibleValues result, ImmutableArray<INamedTypeSymbol> types, ExceptionOutcome outcome)
    {
        outcome.Add(new ExceptionTest(test, result switch { PossibleValues.True => TriState.True, PossibleValues.False => TriState.False, _ => TriState.Unknown }, types));
        return forced?.Test != test ? result : forced.Result switch
        {
            TriState.True => PossibleValues.True,
            TriState.False => PossibleValues.False,
            _ => PossibleValues.Either,
        };
    }

    public PossibleValues IsOf(ITypeSymbol? type) => IsOfAll(type) ? PossibleValues.True : (thrown?.Is(type) ?? TriState.Unknown) switch
    {
        TriState.True => PossibleValues.True,
        TriState.False => PossibleValues.False,
        _ => PossibleValues.Either,
    };

    /// <summary>Whether the exception has exactly a type: <c>e.GetType() == typeof(X)</c>.</summary>
    public PossibleValues IsExactly(ITypeSymbol? type) =>
        thrown is null || type is null ? PossibleValues.Either
        : SymbolEqualityComparer.Default.Equals(thrown.Type, type) ? (thrown.IsExact || thrown.Type.IsSealed ? PossibleValues.True : PossibleValues.Either)
        : thrown.IsExact || IsOf(type) == PossibleValues.False ? PossibleValues.False
        : PossibleValues.Either;

    /// <summary>Whether the exception's type has a name: <c>e.GetType().Name == "X"</c>.</summary>
    public PossibleValues IsNamed(string name, bool isFull) =>
        thrown is not { IsExact: true } ? PossibleValues.Either
        : name == (isFull ? thrown.Type.ToDisplayString() : thrown.Type.Name) ? PossibleValues.True
        : PossibleValues.False;

    /// <summary>Whether a marked failure log of another compilation records the exception; a log that nothing is known of does.</summary>
    public bool IsRecordedBy(IMethodSymbol log) =>
        thrown is null || ForeignExceptions.Get(code.Code, cancellationToken).LogOf(log) is not { } fact || fact.Records(thrown) != TriState.False;

    private bool IsOfAll(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Object } || SymbolEqualityComparer.Default.Equals(type, code.Symbols.Exception);
}

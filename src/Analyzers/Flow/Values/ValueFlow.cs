using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>
/// Where values come from, in all code of a compilation. Each function is read once, in terms of its parameters; a call puts its
/// arguments in their place.
/// </summary>
internal sealed class ValueFlow
{
    private readonly Dictionary<CodePlace, OwnSummary?> _summaries = [];
    private readonly Dictionary<IMethodSymbol, IReadOnlyList<FunctionSummary>> _targets = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<(CodePlace Place, MetadataField? Field), bool> _isNear = [];
    private readonly Dictionary<string, bool> _isInItems = [];
    private readonly Dispatch _dispatch;
    private readonly CallGraph _calls;
    private readonly StoredValues _stored;

    private ValueFlow(CompilationCode code)
    {
        Code = code;
        Symbols = GatewaySymbols.Get(code.Compilation);
        Types = new ValueTypes(Symbols);
        Items = new HttpItems(Symbols);
        Names = new JsonNames(code, Symbols, () => Token);
        _dispatch = new Dispatch(code.Compilation);
        _calls = TracedCode.Get(code.Compilation)?.Calls ?? new CallGraph(code);
        _stored = new StoredValues(this);
    }

    public CompilationCode Code { get; }

    public GatewaySymbols Symbols { get; }

    public ValueTypes Types { get; }

    public HttpItems Items { get; }

    public JsonNames Names { get; }

    /// <summary>Cancels the work that runs now.</summary>
    public CancellationToken Token { get; private set; }

    public static ValueFlow Get(CompilationCode code) => code.Get(static (code, _) => new ValueFlow(code), default);

    /// <summary>Runs a computation about values; one at a time.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    public T Compute<T>(Func<T> compute, CancellationToken cancellationToken)
    {
        // The lock of the compilation also guards all caches here and in the functions.
        lock (Code.Lock)
        {
            var outer = Token;
            Token = cancellationToken;
            try
            {
                return compute();
            }
            finally
            {
                Token = outer;
            }
        }
    }

    /// <summary>The summaries of the methods that a call of <paramref name="method"/> may run; empty for methods without source and without facts.</summary>
    public IReadOnlyList<FunctionSummary> SummariesOf(IMethodSymbol method)
    {
        var named = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_targets.TryGetValue(named, out var known))
        {
            return known;
        }

        IReadOnlyList<FunctionSummary> summaries = ValueTypes.IsOfThePlatform(named.ContainingType) && named.ContainingType.TypeKind != TypeKind.Interface
            ? []
            : [.. _dispatch.Targets(named).Select(target => Code.PlaceOf(Written(target)) is { } place ? SummaryAt(place) : null).OfType<FunctionSummary>().Distinct()];
        if (summaries.Count == 0 && ForeignMethods.Get(Code).SummaryOf(named, Token) is { } foreign)
        {
            summaries = [foreign];
        }

        _targets[named] = summaries;
        return summaries;
    }

    // The generated half of a traced method only calls the Core, with the same arguments, and returns its result.
    private IMethodSymbol Written(IMethodSymbol method) => method.IsPartialDefinition && TracedAttributes.Find(method).Any()
        ? CoreMethods.Find(method, KnownSymbols.Get(Code.Compilation)) ?? method
        : method;

    /// <summary>The summary of the one method that a call of <paramref name="method"/> runs; <see langword="null"/> for none or several.</summary>
    public FunctionSummary? SummaryOf(IMethodSymbol method) => SummariesOf(method) is { Count: 1 } only ? only[0] : null;

    /// <summary>The function at a place; <see langword="null"/> without a body.</summary>
    public OwnSummary? SummaryAt(CodePlace place)
    {
        if (!_summaries.TryGetValue(place, out var summary))
        {
            summary = Code.BodyOf(place, Token) is { } body && !IsEmpty(body) ? new OwnSummary(new FunctionFlow(this, place, body)) : null;
            _summaries[place] = summary;
        }

        return summary;
    }

    /// <summary>The values of a member's initialiser.</summary>
    public ImmutableArray<FlowValue> InitialValues(ISymbol member) => _stored.InitialValues(member);

    /// <summary>The values that a constructor gives a member of the object that it creates.</summary>
    public IEnumerable<FlowValue> SetByConstructor(IObjectCreationOperation made, ISymbol member, FunctionFlow function) => _stored.SetByConstructor(made, member, function);

    /// <summary>The values of an expression, whoever calls the function around it.</summary>
    public ImmutableArray<FlowValue> ValuesAt(IOperation operation) => _stored.ValuesAt(operation);

    /// <summary>The value with what other code stored in the members and items on its path.</summary>
    public IEnumerable<FlowValue> Closed(FlowValue value) => _stored.Closed(value);

    /// <summary>
    /// What a method of this compilation reads from its parameters and returns of them, as one line of text for the projects that
    /// reference this one; <see langword="null"/> if it has nothing to do with requests.
    /// </summary>
    public string? FactsOf(IMethodSymbol method, CancellationToken cancellationToken) => Compute(
        () => Code.PlaceOf(method) is { } place && SummaryAt(place) is { } summary ? MethodFacts.Write(method, summary, this) : null,
        cancellationToken);

    /// <summary>The values that a call leaves in an <c>out</c> argument.</summary>
    public IEnumerable<FlowValue> ValuesOut(IInvocationOperation call, int ordinal, FunctionFlow function)
    {
        if (Items.KeyOf(call, function) is { } key)
        {
            return [FlowValue.Unknown.Then(PathSegment.OfItem(key))];
        }

        var summaries = SummariesOf(call.TargetMethod);
        return summaries.Count == 0
            ? new PlatformCalls(function).ValuesOut(call)
            : summaries.SelectMany(summary => function.ArgumentsOf(call).Bind(summary.ValuesOut(ordinal)));
    }

    /// <summary>Whether a function, or one that it calls, is in a file that names a metadata field.</summary>
    /// <param name="place">The function.</param>
    /// <param name="field">The field; <see langword="null"/> for any.</param>
    public bool IsNear(CodePlace place, MetadataField? field = null)
    {
        if (_isNear.TryGetValue((place, field), out var known))
        {
            return known;
        }

        // A function that is being asked about does not make its own callers near.
        _isNear[(place, field)] = false;
        var isNear = SourceNames.IsIn(place.Tree, Names.Words(field, Token), Token)
            || (HttpItems.MayUse(place.Tree, Token) && IsInItems(field))
            || _calls.Callees(place, Token).Any(callee => IsNear(callee, field))
            || CallsForeign(place);
        _isNear[(place, field)] = isNear;
        return isNear;
    }

    /// <summary>A value and the steps from it, followed through the objects that the code creates.</summary>
    public static IEnumerable<FlowValue> Resolve(FlowValue value, IEnumerable<PathSegment> steps)
    {
        IEnumerable<FlowValue> values = [value];
        foreach (var step in steps)
        {
            values = [.. values.SelectMany(one => Step(one, step))];
        }

        return values;
    }

    private static IEnumerable<FlowValue> Step(FlowValue value, PathSegment step) =>
        value is { Root.Creation: { } creation, Path.IsEmpty: true } && creation.ValuesAt(step) is { IsEmpty: false } held
            ? held.Select(one => one.If(value.When)).Where(static one => one.When != Condition.Never)
            : [value.Then(step)];

    // Middleware in front of a handler reads a field and stores it in the request's items.
    private bool IsInItems(MetadataField? field)
    {
        if (!_isInItems.TryGetValue(field?.Name() ?? "", out var isIn))
        {
            isIn = Code.Names.FilesWith(Names.Words(field, Token), Token).Any(tree => HttpItems.MayUse(tree, Token));
            _isInItems.Add(field?.Name() ?? "", isIn);
        }

        return isIn;
    }

    // A method of another project may read metadata that this project does not name.
    private bool CallsForeign(CodePlace place)
    {
        var foreign = ForeignMethods.Get(Code);
        return foreign.KnowsAny(Token)
            && Code.BodyOf(place, Token) is { } body
            && CallGraph.OwnOperations(body).OfType<IInvocationOperation>().Any(call =>
                foreign.SummaryOf(call.TargetMethod, Token) is not null
                || MediatedCalls.Get(Code).HandlersOf(call, Token).Any(handler => foreign.SummaryOf(handler.Method, Token) is not null));
    }

    private static bool IsEmpty(IOperation body) => body is IMethodBodyBaseOperation { BlockBody: null, ExpressionBody: null } and not IConstructorBodyOperation;
}
